import { AT_ONCE, type Batching, GATHERED, inBatchesOf, messagesPerBatch, tracedShare } from './batches.ts';
import { costOfKind, costOfMix, requestsPerMessage, total, WAYS, type Way } from './cost.ts';
import type { Count } from './count-requests.ts';
import { KIND_NAMES, KINDS, type Kind, SHARES } from './kinds.ts';
import type { Prices } from './prices.ts';

const dollars = (amount: number) => `$${amount.toFixed(2)}`;
const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const ITEMS_OF_THE_GATEWAY = new Set(['API Gateway']);

type Counts = ReadonlyMap<Kind, Count>;

const WAY_NAMES: Readonly<Record<Way, string>> = {
  https: 'over HTTPS by API Gateway, one message a request',
  gateway: 'by the gateway, MLLP or HTTPS, each message by itself',
  'gateway-ten': 'by the gateway, ten messages at once: sent ahead, or by as many senders',
};

/** The mix by the way it comes, beside the naive pipeline, which has but one. */
function besideNaive(ours: Counts, naive: Counts, prices: Prices): readonly string[] {
  const naively = total(costOfMix(naive, prices));
  const naiveRow = row(['naive pipeline, over HTTPS', dollars(naively), '']);
  const ways = WAYS.map((way) => {
    const ourCost = total(costOfMix(ours, prices, way));
    return row([WAY_NAMES[way], dollars(ourCost), `${(naively / ourCost).toFixed(1)} times less`]);
  });
  return [
    row(['a million of the mix', 'dollars', 'beside the naive pipeline']),
    row(['---', '---:', '---:']),
    ...ways,
    naiveRow,
  ];
}

const RATES = [1, 10, 100, 1_000] as const;

/** The mix by the gateway, by how many messages come each second: what few share costs each of them more. */
function byRate(ours: Counts, naive: Counts, prices: Prices): readonly string[] {
  const tracing = (share: number): Prices => ({
    ...prices,
    assumed: { ...prices.assumed, xRaySampledShare: share },
  });
  const cells = (perSecond: number, batching: Batching) => {
    const perBatch = messagesPerBatch(perSecond, batching);
    const counts = new Map([...ours].map(([kind, count]) => [kind, inBatchesOf(perBatch, count)]));
    const cost = total(costOfMix(counts, tracing(tracedShare(perSecond / perBatch)), 'gateway'));
    const naively = total(costOfMix(naive, tracing(tracedShare(perSecond))));
    return [perBatch.toFixed(1), dollars(cost), (naively / cost).toFixed(1)];
  };
  return [
    row([
      'messages a second',
      'a batch, as deployed',
      'a million',
      'times less than naive',
      'a batch, `-c assessBatch=50`',
      'a million',
      'times less than naive',
    ]),
    row(Array.from({ length: 7 }, () => '---:')),
    ...RATES.map((perSecond) =>
      row([perSecond.toLocaleString('en-GB'), ...cells(perSecond, AT_ONCE), ...cells(perSecond, GATHERED)]),
    ),
  ];
}

/**
 * What a million messages cost, as Markdown: by kind, the mix by what is paid for, and by the way it comes beside the
 * naive pipeline.
 */
export function costReport(counts: Counts, naive: Counts, prices: Prices): string {
  const kinds = KINDS.flatMap((kind) => {
    const count = counts.get(kind);
    if (count === undefined) return [];
    return row([
      KIND_NAMES[kind],
      `${(SHARES[kind] * 100).toFixed(3)} %`,
      requestsPerMessage(count).toFixed(2),
      requestsPerMessage(count, 'DynamoDB').toFixed(2),
      dollars(total(costOfKind(count, prices))),
    ]);
  });
  const mix = costOfMix(counts, prices);
  const withoutGateway = [...mix]
    .filter(([item]) => !ITEMS_OF_THE_GATEWAY.has(item))
    .reduce((all, [, amount]) => all + amount, 0);
  return [
    row(['message', 'share', 'requests to AWS', 'of them DynamoDB', 'a million over HTTPS']),
    row(['---', '---:', '---:', '---:', '---:']),
    ...kinds,
    '',
    row(['a million of the mix over HTTPS', 'dollars']),
    row(['---', '---:']),
    ...[...mix].map(([item, amount]) => row([item, dollars(amount)])),
    row(['**all**', `**${dollars(total(mix))}**`]),
    row(['all but API Gateway', dollars(withoutGateway)]),
    '',
    ...besideNaive(counts, naive, prices),
    '',
    ...byRate(counts, naive, prices),
    '',
    `List prices of ${prices.region} as of ${prices.listed}, no free tier; but for the last table ${prices.assumed.messagesPerBatch} messages a batch (\`-c assessBatch=50\`) and`,
    `one trace in ${1 / prices.assumed.xRaySampledShare} sampled; ${prices.assumed.millisecondsPerRequest} ms assumed for each request to AWS.`,
  ].join('\n');
}

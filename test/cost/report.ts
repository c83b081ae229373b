import { costOfKind, costOfMix, requestsPerMessage, total, WAYS, type Way } from './cost.ts';
import type { Count } from './count-requests.ts';
import { KIND_NAMES, KINDS, type Kind, SHARES } from './kinds.ts';
import type { Prices } from './prices.ts';

const dollars = (amount: number) => `$${amount.toFixed(2)}`;
const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const ITEMS_OF_THE_GATEWAY = new Set(['API Gateway']);

type Counts = ReadonlyMap<Kind, Count>;

const WAY_NAMES: Readonly<Record<Way, string>> = {
  https: 'over HTTPS, one message a request',
  gateway: 'by the MLLP gateway, a sender who waits for each answer',
  'gateway-ten': 'by the MLLP gateway, ten messages sent ahead',
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
    `List prices of ${prices.region} as of ${prices.listed}, no free tier; ${prices.assumed.messagesPerBatch} messages a batch;`,
    `${prices.assumed.millisecondsPerRequest} ms assumed for each request to AWS, one trace in ${1 / prices.assumed.xRaySampledShare} sampled.`,
  ].join('\n');
}

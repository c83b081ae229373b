import { costOfKind, costOfMix, requestsPerMessage, total } from './cost.ts';
import type { Count } from './count-requests.ts';
import { KIND_NAMES, KINDS, type Kind, SHARES } from './kinds.ts';
import type { Prices } from './prices.ts';

const dollars = (amount: number) => `$${amount.toFixed(2)}`;
const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const ITEMS_OF_THE_GATEWAY = new Set(['API Gateway']);

/** What a million messages cost, as Markdown: by kind, then the mix by what is paid for. */
export function costReport(counts: ReadonlyMap<Kind, Count>, prices: Prices): string {
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
    `List prices of ${prices.region} as of ${prices.listed}, no free tier; ${prices.assumed.messagesPerBatch} messages a batch;`,
    `${prices.assumed.millisecondsPerRequest} ms assumed for each request to AWS, one trace in ${1 / prices.assumed.xRaySampledShare} sampled.`,
  ].join('\n');
}

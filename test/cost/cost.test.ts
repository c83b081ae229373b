import { beforeAll, describe, expect, test } from 'vitest';
import { costOfKind, costOfMix, requestsPerMessage, total } from './cost.ts';
import { type Count, countRequests } from './count-requests.ts';
import { KINDS, type Kind, SHARES } from './kinds.ts';
import { readPrices } from './prices.ts';
import { costReport } from './report.ts';

const prices = readPrices();
let counts: ReadonlyMap<Kind, Count>;

beforeAll(async () => {
  counts = await countRequests(KINDS, 20, prices.assumed.messagesPerBatch);
});

function countOf(kind: Kind): Count {
  const count = counts.get(kind);
  if (count === undefined) throw new Error(`${kind} was not counted`);
  return count;
}

describe('the requests that the deployed handlers make for a message', () => {
  test.each([
    ['unwatched', 1.35],
    ['unregistered', 3.35],
    ['registered', 4.35],
    ['alert', 10.35],
  ] as const)('%s: at most %s', (kind, most) => {
    expect(requestsPerMessage(countOf(kind))).toBeLessThanOrEqual(most);
  });

  test('that is not watched go past the table', () => {
    expect(requestsPerMessage(countOf('unwatched'), 'DynamoDB')).toBe(0);
  });

  test('that pages hold one publication', () => {
    expect(requestsPerMessage(countOf('alert'), 'SNS')).toBe(1);
    expect(requestsPerMessage(countOf('registered'), 'SNS')).toBe(0);
  });
});

describe('the cost of a million messages', () => {
  test('is the sum of its kinds by their shares', () => {
    const shares = KINDS.map((kind) => SHARES[kind] * total(costOfKind(countOf(kind), prices)));

    expect(KINDS.reduce((all, kind) => all + SHARES[kind], 0)).toBeCloseTo(1, 9);
    expect(total(costOfMix(counts, prices))).toBeCloseTo(
      shares.reduce((all, share) => all + share, 0),
      9,
    );
  });

  test('follows the price file', () => {
    const dearer = { ...prices, perMillion: { ...prices.perMillion, apiGatewayRestRequest: 10 } };

    const [now, then] = [costOfMix(counts, prices), costOfMix(counts, dearer)];

    expect(total(then) - total(now)).toBeCloseTo(6.5, 9);
  });

  test('is told by kind and by what is paid for', () => {
    const report = costReport(counts, prices);

    expect(report).toContain('| calcium of a patient without known cancer | 29.100 % |');
    expect(report).toContain('| API Gateway | $3.50 |');
    expect(report).toContain(`| **all** | **$${total(costOfMix(counts, prices)).toFixed(2)}** |`);
  });
});

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { naiveHandlers } from '../bench/naive/aws.ts';
import { costOfKind, costOfMix, requestsPerMessage, total } from './cost.ts';
import { type Count, countRequests } from './count-requests.ts';
import { KINDS, type Kind, SHARES } from './kinds.ts';
import { readPrices } from './prices.ts';
import { costReport } from './report.ts';

const prices = readPrices();
const document = readFileSync('docs/cost-and-scale.md', 'utf8');
let counts: ReadonlyMap<Kind, Count>;

beforeAll(async () => {
  counts = await countRequests(KINDS, 20, prices.assumed.messagesPerBatch);
}, 120_000);

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
    ['alert', 14.35],
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

describe('the requests of the naive pipeline', () => {
  let naive: ReadonlyMap<Kind, Count>;

  beforeAll(async () => {
    naive = await countRequests(['unwatched', 'alert'], 1, 1, naiveHandlers);
  }, 120_000);

  test.each([
    ['unwatched', 12],
    ['alert', 15],
  ] as const)('%s: a write for each OBX, and what follows of it: %s', (kind, requests) => {
    const count = naive.get(kind);

    expect(count && requestsPerMessage(count)).toBe(requests);
    expect(count && requestsPerMessage(count, 'SNS')).toBe(kind === 'alert' ? 1 : 0);
  });

  test('take a unit for each of its writes, though they overlap', () => {
    expect(naive.get('unwatched')?.door.requests.writeUnits).toBe(12);
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

  test('by the gateway is less by what API Gateway and the function at the door take', () => {
    const [https, gateway, ten] = (['https', 'gateway', 'gateway-ten'] as const).map((way) =>
      costOfMix(counts, prices, way),
    );

    expect(gateway?.get('API Gateway')).toBe(0);
    expect(gateway?.get('DynamoDB')).toBe(https?.get('DynamoDB'));
    expect(gateway?.get('SQS')).toBe(https?.get('SQS'));
    expect(Number(gateway?.get('SQS')) - Number(ten?.get('SQS'))).toBeCloseTo(
      0.9 * prices.perMillion.sqsRequest,
      6,
    );
  });

  test.each([
    ['users of the desk', prices.perMonth.cognitoPlusUser],
    ['requests to the desk', prices.perMillion.apiGatewayHttpRequest],
    ['events of alerts', prices.perMillion.eventBridgeEvent],
    ['dashboard', prices.perMonth.dashboard],
  ])('besides what a message takes is that of the price file: %s', (what, price) => {
    const row = document.split('\n').find((line) => line.startsWith(`| ${what}`));

    expect(row).toContain(`| $${price.toFixed(2)} `);
  });

  test('is told by kind and by what is paid for', () => {
    const report = costReport(counts, counts, prices);

    expect(report).toContain('| calcium of a patient without known cancer | 29.100 % |');
    expect(report).toContain('| API Gateway | $3.50 |');
    expect(report).toContain('| 1.0 times less |');
    expect(report).toContain(`| **all** | **$${total(costOfMix(counts, prices)).toFixed(2)}** |`);
  });
});

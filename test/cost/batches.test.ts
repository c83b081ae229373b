import { describe, expect, test } from 'vitest';
import { AT_ONCE, GATHERED, inBatchesOf, messagesPerBatch, tracedShare } from './batches.ts';

describe('the messages of a batch', () => {
  test.each([
    [1, AT_ONCE, 1],
    [1_000, AT_ONCE, 1],
    [1, GATHERED, 1.2],
    [100, GATHERED, 21],
    [1_000, GATHERED, 50],
  ])('where %i come a second, %o: %f', (perSecond, batching, expected) => {
    expect(messagesPerBatch(perSecond, batching)).toBeCloseTo(expected, 9);
  });
});

test.each([
  [0.5, 1],
  [1, 1],
  [2, 0.525],
  [1_000, 0.05095],
])('of %f invocations a second Lambda traces a share of %f', (perSecond, expected) => {
  expect(tracedShare(perSecond)).toBeCloseTo(expected, 9);
});

test('a batch of another size has its own invocation and archive object, and nothing else of its own', () => {
  const work = (byAction: [string, number][], invocations: number) => ({
    invocations,
    requests: { byAction: new Map(byAction), writeUnits: 3, readUnits: 4 },
    logBytes: 5,
    cpuMs: 6,
  });
  const played = { messages: 100, door: work([['SQS SendMessageBatch', 100]], 100) };
  const puts: [string, number] = ['DynamoDB PutItem', 70];

  const count = inBatchesOf(2, { ...played, assess: work([puts, ['S3 PutObject', 10]], 10) });

  expect(count).toEqual({ ...played, assess: work([puts, ['S3 PutObject', 50]], 50) });
});

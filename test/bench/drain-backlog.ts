/** How Lambda works a standard queue off (AWS Lambda Developer Guide, "Configuring scaling behavior for SQS event source mappings"). */
const LAMBDA_SCALING = { batchesAtFirst: 5, moreAMinute: 300, most: 1_250 } as const;

/** On demand, at once; it doubles as traffic grows (DynamoDB Developer Guide, "DynamoDB on-demand capacity mode"). */
export const NEW_TABLE_WRITE_UNITS = 4_000;

export type Backlog = {
  readonly messages: number;
  readonly perBatch: number;
  readonly batchMs: number;
  /** `maxConcurrency` of the event source. */
  readonly atOnce: number;
  /** What the table takes in a second, and what a message asks of it. */
  readonly writeUnitsASecond: number;
  readonly writeUnitsAMessage: number;
};

/** How many wait after each second, the first element before any is done; the last is 0. */
export function drainBacklog(backlog: Backlog): readonly number[] {
  const mostBySecond = backlog.writeUnitsASecond / backlog.writeUnitsAMessage;
  const waiting = [backlog.messages];
  for (let second = 0, left = backlog.messages; left > 0; second += 1) {
    left = Math.max(0, left - Math.min(mostBySecond, doneIn(second, backlog)));
    waiting.push(left);
  }
  return waiting;
}

function doneIn(second: number, { perBatch, batchMs, atOnce }: Backlog): number {
  const { batchesAtFirst, moreAMinute, most } = LAMBDA_SCALING;
  const running = Math.min(atOnce, most, batchesAtFirst + (moreAMinute * second) / 60);
  return (running * perBatch * 1_000) / batchMs;
}

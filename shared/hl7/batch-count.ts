import type { BoundaryId } from './boundary.ts';

/** What FHS, BHS, BTS and FTS say of a file, against what is in it (HL7 v2.5.1 ch. 2.10.3). */
export type BatchCount = {
  readonly messages: number;
  readonly batches: number;
  readonly messagesOfBatch: number;
  readonly fileOpen: boolean;
  readonly batchOpen: boolean;
  /** Every BTS-1 and FTS-1 so far was right; those left empty say nothing. */
  readonly countsMatch: boolean;
};

export const NOTHING_COUNTED: BatchCount = {
  messages: 0,
  batches: 0,
  messagesOfBatch: 0,
  fileOpen: false,
  batchOpen: false,
  countsMatch: true,
};

export function countMessage(count: BatchCount): BatchCount {
  return { ...count, messages: count.messages + 1, messagesOfBatch: count.messagesOfBatch + 1 };
}

/** Takes a line of the batch protocol into account; `stated` is its first field. */
export function countBatchLine(
  count: BatchCount,
  id: Exclude<BoundaryId, 'MSH'>,
  stated: string,
): BatchCount {
  switch (id) {
    case 'FHS':
      return { ...count, fileOpen: true, batches: 0 };
    case 'BHS':
      return { ...count, batchOpen: true, messagesOfBatch: 0 };
    case 'BTS':
      return {
        ...count,
        batchOpen: false,
        batches: count.batches + 1,
        countsMatch: count.countsMatch && agrees(stated, count.messagesOfBatch),
      };
    case 'FTS':
      return { ...count, fileOpen: false, countsMatch: count.countsMatch && agrees(stated, count.batches) };
  }
}

function agrees(stated: string, counted: number): boolean {
  return !/^\d{1,15}$/.test(stated) || Number(stated) === counted;
}

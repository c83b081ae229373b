import { createHash } from 'node:crypto';
import type { Table } from '../chart/table.ts';
import type { Operations, OperationsNotice } from './publisher.ts';

/** Hands one notice to whoever watches the service: SNS in AWS, a list on one machine. */
export type OperationsPost = (notice: OperationsNotice, count: number) => Promise<void>;

/**
 * Tells operations once a (code, subject) and again at the 10th, 100th, 1,000th time, each with the count.
 * At least once: what was counted but not posted is posted with the next one.
 */
export function createOperations(
  table: Pick<Table, 'get' | 'put' | 'increment'>,
  post: OperationsPost,
): Operations {
  return {
    tell: async (notice) => {
      const partition = `OPS#${fingerprint(notice)}`;
      const count = await table.increment(partition, 'COUNT', { code: notice.code });
      const told = `TOLD#${magnitude(count)}`;
      if ((await table.get(partition, told)) !== undefined) return;
      await post(notice, count);
      await table.put({ pk: partition, sk: told, code: notice.code });
    },
  };
}

function fingerprint({ code, subject }: OperationsNotice): string {
  return createHash('sha256')
    .update(JSON.stringify([code, subject]))
    .digest('base64url')
    .slice(0, 22);
}

/** 0 for 1-9, 1 for 10-99 … */
function magnitude(count: number): number {
  return String(count).length - 1;
}

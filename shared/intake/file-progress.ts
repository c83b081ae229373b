import * as z from 'zod';
import type { Table } from '../chart/table.ts';
import { DAY_MS, type EpochMs } from '../clinical/instant.ts';
import type { SplitPosition } from '../hl7/splitter.ts';

/** How far a file has been queued; positions in a compressed one count its decompressed bytes. */
export type Progress = {
  readonly position: SplitPosition | undefined;
  readonly done: boolean;
  readonly compressed: boolean;
};

export type FileProgress = {
  readonly load: (fileId: string) => Promise<Progress>;
  readonly save: (fileId: string, progress: Progress, now: EpochMs) => Promise<void>;
};

/** Kept longer than a file's arrival can be told of again. */
const KEPT_DAYS = 30;

const itemSchema = z.object({
  done: z.boolean(),
  position: z.string().optional(),
  compressed: z.boolean().default(false),
});

/** Progress as one item a file; the position is kept as text, for it is nobody else's to read. */
export function createFileProgress(table: Pick<Table, 'get' | 'put'>): FileProgress {
  return {
    load: async (fileId) => {
      const item = await table.get(`FILE#${fileId}`, 'PROGRESS');
      if (item === undefined) return { position: undefined, done: false, compressed: false };
      const { done, position, compressed } = itemSchema.parse(item);
      return {
        done,
        compressed,
        position: position === undefined ? undefined : (JSON.parse(position) as SplitPosition),
      };
    },
    save: async (fileId, { done, position, compressed }, now) => {
      await table.put({
        pk: `FILE#${fileId}`,
        sk: 'PROGRESS',
        done,
        compressed,
        ...(position === undefined ? {} : { position: JSON.stringify(position) }),
        expiresAt: Math.floor((now + KEPT_DAYS * DAY_MS) / 1_000),
      });
    },
  };
}

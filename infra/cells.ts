import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { type Doors, doorsSchema } from './doors.ts';

/** A group of hospitals with a record, a pipeline and a configuration of its own. */
export type Cell = {
  readonly name: string;
  /** Its calcium-alerts.config.json. */
  readonly config: string;
  /** Else the region of the app. */
  readonly region?: string | undefined;
  readonly replicaRegion?: string | undefined;
  readonly doors?: Doors | undefined;
};

/** Short, because the names of its resources begin with it. */
const CELL_NAME = /^[a-z][a-z0-9]{1,15}$/;

const cellsSchema = z
  .record(
    z.string(),
    z.strictObject({
      config: z.string(),
      region: z.string().optional(),
      replicaRegion: z.string().optional(),
      doors: doorsSchema.optional(),
    }),
  )
  .refine((cells) => Object.keys(cells).length > 0, 'there is no cell')
  .refine(
    (cells) => Object.keys(cells).every((name) => CELL_NAME.test(name)),
    'a cell is named by 2 to 16 lower-case letters and digits, a letter first',
  );

/**
 * Reads a file of cells: `{"north": {"config": "north.config.json", "region": "eu-west-2"}, …}`, each configuration
 * named from where the file lies. Throws with what is wrong.
 */
export function readCells(file: string): readonly Cell[] {
  const read = cellsSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!read.success) throw new Error(`${file}: ${z.prettifyError(read.error)}`);
  return Object.entries(read.data).map(([name, cell]) => ({
    ...cell,
    name,
    config: join(dirname(file), cell.config),
  }));
}

import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

const FOLDER = 'test/mutation/accepted';

/** A mutant that no test notices, and why none should. */
const acceptedSchema = z.array(
  z.strictObject({
    line: z.string(),
    mutator: z.string(),
    original: z.string(),
    replacement: z.string(),
    reason: z.string().trim().min(20),
  }),
);

export type Accepted = z.infer<typeof acceptedSchema>[number] & { readonly file: string };

/** `test/mutation/accepted/clinical/grade.json` tells of `shared/clinical/grade.ts`. */
export function acceptedFileOf(source: string): string {
  return path.join(FOLDER, path.relative('shared', source).replace(/\.ts$/, '.json'));
}

const sourceOf = (file: string) => path.join('shared', path.relative(FOLDER, file).replace(/\.json$/, '.ts'));

/** Every mutant accepted so far; throws on an entry without a reason and on a file whose source is gone. */
export function readAccepted(root: string): readonly Accepted[] {
  return globSync(`${FOLDER}/**/*.json`, { cwd: root }).flatMap((name) => {
    const file = sourceOf(name);
    if (!existsSync(path.join(root, file))) throw new Error(`${name}: there is no ${file}`);
    const entries = acceptedSchema.parse(JSON.parse(readFileSync(path.join(root, name), 'utf8')));
    return entries.map((entry) => ({ ...entry, file }));
  });
}

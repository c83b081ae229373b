import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { filesReachedFrom } from './import-distance.ts';
import type { Mutant } from './mutant.ts';
import { isAskedAbout, testsFor } from './scope.ts';

const FOLDER = 'reports/mutation/finished';

/** What a finished file's mutants came to, and of which code and tests that is true. */
export type Finished = {
  readonly state: string;
  readonly finishedAt: string;
  readonly mutants: readonly Mutant[];
};

const recordOf = (file: string) => path.join(FOLDER, `${file}.json`);

/** The tests asked about a file, and what lies in `test` that they import. */
function testFilesOf(root: string, file: string): readonly string[] {
  const tests = globSync([...testsFor(file)], { cwd: root });
  const reached = tests
    .filter((test) => isAskedAbout(test, file))
    .map((test) => filesReachedFrom(path.join(root, test)))
    .filter((files) => files.has(path.join(root, file)));
  const all = new Set(reached.flatMap((files) => [...files]).map((name) => path.relative(root, name)));
  return [...all].filter((name) => name.startsWith('test/')).sort();
}

/** A hash of a file and of the tests that are asked about it. */
export function stateOf(root: string, file: string): string {
  const hash = createHash('sha256');
  for (const name of [file, ...testFilesOf(root, file)]) {
    hash.update(`${name}\n`).update(readFileSync(path.join(root, name)));
  }
  return hash.digest('hex');
}

export function readFinished(root: string, file: string): Finished | undefined {
  const name = path.join(root, recordOf(file));
  return existsSync(name) ? JSON.parse(readFileSync(name, 'utf8')) : undefined;
}

export function writeFinished(root: string, file: string, finished: Finished): void {
  const name = path.join(root, recordOf(file));
  mkdirSync(path.dirname(name), { recursive: true });
  writeFileSync(name, JSON.stringify(finished));
}

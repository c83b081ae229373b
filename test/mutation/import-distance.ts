import { readFileSync } from 'node:fs';
import path from 'node:path';

const RELATIVE_IMPORT = /from '(\.{1,2}\/[^']+\.ts)'/g;

const importsOfFile = new Map<string, readonly string[]>();

function importsOf(file: string): readonly string[] {
  const known = importsOfFile.get(file);
  if (known !== undefined) return known;
  const text = readFileSync(file, 'utf8');
  const imports = [...text.matchAll(RELATIVE_IMPORT)].map(([, to = '']) =>
    path.resolve(path.dirname(file), to),
  );
  importsOfFile.set(file, imports);
  return imports;
}

/** How many imports lead from one file to another, by the shortest way; infinity when none does. */
export function importDistance(from: string, to: string): number {
  const seen = new Set([from]);
  let reached = [from];
  for (let distance = 0; reached.length > 0; distance += 1) {
    if (reached.includes(to)) return distance;
    reached = reached.flatMap(importsOf).filter((file) => !seen.has(file));
    for (const file of reached) seen.add(file);
  }
  return Number.POSITIVE_INFINITY;
}

/** All files that one leads to by its imports, itself among them. */
export function filesReachedFrom(from: string): ReadonlySet<string> {
  const seen = new Set([from]);
  for (const file of seen) for (const imported of importsOf(file)) seen.add(imported);
  return seen;
}

import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';

const packageSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
  scripts: z.record(z.string(), z.string()).default({}),
  allowScripts: z.record(z.string(), z.boolean()).default({}),
});
type Package = z.infer<typeof packageSchema>;

const readPackage = (folder: string): Package =>
  packageSchema.parse(JSON.parse(readFileSync(`${folder}package.json`, 'utf8')));
export const own = readPackage('');

/** Every package that production loads, found as Node finds it, by its folder. */
export function productionTree(): ReadonlyMap<string, Package> {
  const found = new Map<string, Package>();
  const visit = (name: string, from: string): void => {
    const folder = folderOf(name, from);
    if (found.has(folder)) return;
    const read = readPackage(folder);
    found.set(folder, read);
    for (const needed of Object.keys(read.dependencies)) visit(needed, folder);
  };
  for (const name of Object.keys(own.dependencies)) visit(name, '');
  return found;
}

function folderOf(name: string, from: string): string {
  const folder = `${from}node_modules/${name}/`;
  if (existsSync(`${folder}package.json`)) return folder;
  if (from === '') throw new Error(`${name} is not installed`);
  return folderOf(name, from.slice(0, from.lastIndexOf('node_modules/')));
}

import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';

const packageSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean().default(false) })).default({}),
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
    for (const needed of neededBy(read)) visit(needed, folder);
  };
  for (const name of Object.keys(own.dependencies)) visit(name, '');
  return found;
}

/** What npm installs with a package: its dependencies, and the peers that it cannot do without. */
function neededBy({ dependencies, peerDependencies, peerDependenciesMeta }: Package): readonly string[] {
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  return [...Object.keys(dependencies), ...peers];
}

function folderOf(name: string, from: string): string {
  const folder = `${from}node_modules/${name}/`;
  if (existsSync(`${folder}package.json`)) return folder;
  if (from === '') throw new Error(`${name} is not installed`);
  return folderOf(name, from.slice(0, from.lastIndexOf('node_modules/')));
}

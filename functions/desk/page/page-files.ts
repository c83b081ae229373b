import { readFileSync } from 'node:fs';
import { assetPath } from './paths.ts';

/** A file that the pages ask for, read once. */
export type PageFile = { readonly type: string; readonly body: Buffer };

const TYPES = {
  'base.css': 'text/css; charset=utf-8',
  'desk.css': 'text/css; charset=utf-8',
  'desk.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const;
export type PageFileName = keyof typeof TYPES;

/** In the folder beside this module, and beside the bundle that holds it. */
export function readPageFile(name: PageFileName): PageFile {
  return { type: TYPES[name], body: readFileSync(new URL(`./assets/${name}`, import.meta.url)) };
}

/** The files by their paths. */
export function deskFiles(): ReadonlyMap<string, PageFile> {
  const names = Object.keys(TYPES) as readonly PageFileName[];
  return new Map(names.map((name) => [assetPath(name), readPageFile(name)]));
}

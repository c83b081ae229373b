import { readFileSync } from 'node:fs';
import type { Answer } from './answers.ts';

const TYPES = {
  'inbox.css': 'text/css; charset=utf-8',
  'inbox.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const;

/** The few files that the pages need, read once. */
export function pageFiles(): readonly (readonly [path: string, file: Answer])[] {
  return Object.entries(TYPES).map(([name, type]) => {
    const body = readFileSync(new URL(`../page/${name}`, import.meta.url));
    return [`/page/${name}`, { status: 200, type, body }];
  });
}

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      resolved: z.string().optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});
const packages = new Map(
  Object.entries(lockSchema.parse(JSON.parse(readFileSync('package-lock.json', 'utf8'))).packages),
);

/** Where Node looks for `name` from inside a package: its own node_modules, then each one above. */
function placesOf(name: string, from: string): readonly string[] {
  const parts = from.split('node_modules/').filter((part) => part !== '');
  return [...parts.keys(), parts.length].map((depth) =>
    ['', ...parts.slice(0, depth).map((part) => part.replace(/\/$/, '')), name]
      .join('/node_modules/')
      .slice(1),
  );
}

describe('the lock file', () => {
  test('knows every optional package of every platform, without which npm ci refuses to install', () => {
    const missing = [...packages].flatMap(([from, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !placesOf(name, from).some((place) => packages.has(place)),
      ),
    );

    expect(missing).toEqual([]);
    expect(packages.size).toBeGreaterThan(200);
  });

  test('names no address to download from: that is the business of whoever installs', () => {
    const addressed = [...packages]
      .filter(([, { resolved }]) => resolved !== undefined)
      .map(([name]) => name);

    expect(addressed).toEqual([]);
  });
});

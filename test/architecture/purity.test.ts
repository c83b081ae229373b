import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ambientUses, floatUses } from './impurities.ts';

function findIn(
  folders: string,
  find: (source: string) => readonly string[],
): { files: number; found: readonly string[] } {
  const files = globSync(`shared/${folders}/**/*.ts`);
  const found = files.flatMap((file) => find(readFileSync(file, 'utf8')).map((use) => `${file}:${use}`));
  return { files: files.length, found };
}

describe('the core', () => {
  test('asks for no clock, chance or environment of its own', () => {
    const { files, found } = findIn('{clinical,hl7,chart}', ambientUses);

    expect(found).toEqual([]);
    expect(files).toBeGreaterThan(20);
  });

  test.each([
    'const now = Date.now();',
    'const now = globalThis.Date.now();',
    'const now = new Date();',
    'const now = Date();',
    'const chance = Math.random();',
    'const secret = process.env.SECRET;',
    "import { randomUUID } from 'node:crypto';",
    "import { randomBytes as bytes } from 'node:crypto';",
    'const clock = { now: Date.now };',
  ])('would be caught at: %s', (source) => {
    expect(ambientUses(source)).toHaveLength(1);
  });

  test.each(['const at = new Date(instant);', '// Date.now() in words', "const text = 'Math.random()';"])(
    'may say: %s',
    (source) => {
      expect(ambientUses(source)).toEqual([]);
    },
  );
});

describe('a clinical value', () => {
  test('never becomes a floating-point number', () => {
    const { files, found } = findIn('clinical', floatUses);

    expect(found).toEqual([]);
    expect(files).toBeGreaterThan(10);
  });

  test.each(['Number(text);', 'parseFloat(text);', 'Number.parseFloat(text);', 'const value = +text;'])(
    'would be caught as: %s',
    (source) => {
      expect(floatUses(source)).toHaveLength(1);
    },
  );
});

import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ambientUses } from './impurities.ts';
import { numbersOfText } from './number-of-text.ts';

describe('the core', () => {
  test('asks for no clock, chance or environment of its own', () => {
    const files = globSync('shared/{clinical,hl7,chart}/**/*.ts');

    const found = files.flatMap((file) =>
      ambientUses(readFileSync(file, 'utf8')).map((use) => `${file}:${use}`),
    );

    expect(found).toEqual([]);
    expect(files.length).toBeGreaterThan(20);
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
  const folder = mkdtempSync(join(tmpdir(), 'values-'));

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('never becomes a floating-point number; of all text only an instant in an explanation does', () => {
    const files = globSync('shared/clinical/**/*.ts');

    const found = numbersOfText(files);

    expect(found).toEqual(['shared/clinical/explanation.ts: Number(text)']);
    expect(files.length).toBeGreaterThan(10);
  });

  test.each(['Number(text)', 'parseFloat(text)', 'Number.parseFloat(text)', '+text', 'Number(text || 0)'])(
    'would be caught as: %s',
    (expression) => {
      const planted = join(folder, 'planted.ts');
      writeFileSync(planted, `declare const text: string;\nexport const value = ${expression};\n`);

      expect(numbersOfText([planted])).toEqual([`${planted}: ${expression}`]);
    },
  );
});

import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { REFUSALS } from '../../../shared/hl7/refusal.ts';
import { feedSchema } from '../../../shared/runtime/config.ts';

const read = (file: string): string => readFileSync(file, 'utf8');
const source = globSync('{shared,functions,infra/local}/**/*.ts').map(read).join('\n');
const documents = [...globSync('*.md'), ...globSync('docs/**/*.md')];
const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts);

const all = (pattern: RegExp): string[] => [...source.matchAll(pattern)].flatMap(([, found]) => found ?? []);
const unionOf = (type: string): string[] => {
  const [, body = ''] = new RegExp(`export type ${type} =([^;]+);`).exec(source) ?? [];
  return [...body.matchAll(/'([a-z-]+)'/g)].flatMap(([, found]) => found ?? []);
};

describe('docs/operations.md', () => {
  const operations = read('docs/operations.md');

  test.each([
    ['error codes', all(/readonly code = '([A-Z_]+)'/g), 5],
    ['notices to operations', all(/code: '([A-Z]+_[A-Z_]+)'/g), 6],
    ['refusals of the reader', Object.keys(REFUSALS), 10],
    ['refusals elsewhere', all(/new UnprocessableMessageError\(\s*'([a-z-]+)'/g), 4],
    ['quarantined fates', all(/quarantined\('([a-z-]+)'/g), 2],
    ['reasons for ignoring', unionOf('IgnoredReason'), 5],
    ['reasons for setting a value aside', unionOf('ValueQuarantineReason'), 10],
  ])('explains all %s', (_, codes, atLeast) => {
    expect(codes.length).toBeGreaterThanOrEqual(atLeast);
    expect(codes.filter((code) => !operations.includes(`\`${code}\``))).toEqual([]);
  });
});

describe('docs/feeds.md', () => {
  const feeds = read('docs/feeds.md');
  const { understanding, ...options } = feedSchema.shape;
  const names = [
    ...Object.keys(options),
    ...Object.keys(feedSchema.parse({ id: 'x' }).understanding).map((name) => `understanding.${name}`),
  ];

  test('explains every option of a feed', () => {
    expect(understanding).toBeDefined();
    expect(names.filter((name) => !feeds.includes(`| \`${name}\` |`))).toEqual([]);
  });

  test('gives an example that the configuration accepts', () => {
    const [, example = ''] = /```json\n([\s\S]+?)```/.exec(feeds) ?? [];

    expect(feedSchema.parse(JSON.parse(example)).id).toBe('riverside');
  });
});

describe.each(documents)('%s', (document) => {
  const text = read(document);

  test('links only to files that exist', () => {
    const targets = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].flatMap(([, target]) => target ?? []);

    expect(targets.filter((target) => !existsSync(join(dirname(document), target)))).toEqual([]);
  });

  test('names only npm scripts that exist', () => {
    const named = [...text.matchAll(/npm run ([a-z][a-z:-]*)/g)].flatMap(([, script]) => script ?? []);

    expect(named.filter((script) => !scripts.includes(script))).toEqual([]);
  });
});

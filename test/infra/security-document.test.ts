import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HOUSE_RULES } from '../../infra/house-rules/rules.ts';

const document = readFileSync('docs/security.md', 'utf8');
const sources = globSync('{functions,infra,shared,test}/**/*.{ts,json}').map((file) => basename(file));
const tests = globSync('test/**/*.test.ts').map((file) => basename(file, '.test.ts'));

type Row = {
  readonly safeguard: string;
  readonly where: readonly string[];
  readonly proof: readonly string[];
};

/** The rows of the table of safeguards. */
function safeguards(): readonly Row[] {
  const [, section = ''] = document.split('## Safeguards');
  return section
    .split('\n')
    .filter((line) => line.startsWith('| 164.'))
    .map((line) => {
      const [, safeguard = '', , where = '', proof = ''] = line.split(' | ').join('|').split('|');
      return { safeguard: safeguard.trim(), where: quoted(where), proof: quoted(proof) };
    });
}

function quoted(cell: string): readonly string[] {
  return Array.from(cell.matchAll(/`([^`]+)`/g), ([, name = '']) => name);
}

describe('the table of safeguards', () => {
  const rows = safeguards();

  test('speaks of every technical safeguard', () => {
    const standards = ['(a)(1)', '(a)(2)(iv)', '(b)', '(c)(1)', '(d)', '(e)(1)'].map((of) => `164.312${of}`);

    for (const standard of standards) {
      expect(rows.map(({ safeguard }) => safeguard)).toContainEqual(expect.stringContaining(standard));
    }
  });

  test.each(rows)('$safeguard: names code that there is', ({ where }) => {
    const missing = where.filter(
      (name) => !existsSync(name) && !existsSync(`functions/${name}`) && !sources.includes(basename(name)),
    );

    expect(missing).toEqual([]);
  });

  test.each(rows.filter(({ proof }) => proof.length > 0))(
    '$safeguard: names tests that there are',
    ({ proof }) => {
      expect(proof.filter((name) => !existsSync(name) && !tests.includes(name))).toEqual([]);
    },
  );

  test('leaves no safeguard without a proof', () => {
    expect(rows.filter(({ proof }) => proof.length === 0)).toEqual([]);
  });
});

test('every house rule is explained', () => {
  expect(HOUSE_RULES.filter(({ name }) => !document.includes(`\`${name}\``))).toEqual([]);
});

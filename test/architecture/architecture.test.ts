import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { cruiseTree } from './cruise.ts';

const FOLDERS = ['shared', 'functions', 'infra', 'tools'];
/** Far fewer than there are; a checker that has gone blind sees none. */
const LEAST_MODULES = 100;

const planted: string[] = [];

/** A tree of its own, so that a planted fault is never in the way of other checks. */
async function plant(files: Readonly<Record<string, string>>): Promise<string> {
  const tree = await mkdtemp(join(tmpdir(), 'architecture-'));
  planted.push(tree);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), text);
  }
  return tree;
}

afterEach(async () => {
  for (const tree of planted.splice(0)) await rm(tree, { recursive: true });
});

describe('the arrows of the architecture', () => {
  test('point one way in every module', async () => {
    const { modules, violations } = await cruiseTree(process.cwd(), FOLDERS);

    expect(violations).toEqual([]);
    expect(modules).toBeGreaterThan(LEAST_MODULES);
  });

  test.each([
    ['clinical-is-pure', 'shared/clinical/planted.ts', "import 'node:fs';", {}],
    [
      'hl7-knows-no-effects',
      'shared/hl7/planted.ts',
      "import '../chart/table.ts';",
      { 'shared/chart/table.ts': 'export const a = 1;' },
    ],
    [
      'shared-never-looks-up',
      'shared/intake/planted.ts',
      "import '../../functions/a/index.ts';",
      { 'functions/a/index.ts': 'export const a = 1;' },
    ],
    [
      'functions-never-look-up',
      'functions/a/index.ts',
      "import '../../infra/a.ts';",
      { 'infra/a.ts': 'export const a = 1;' },
    ],
    [
      'functions-stand-alone',
      'functions/a/index.ts',
      "import '../b/index.ts';",
      { 'functions/b/index.ts': 'export const b = 1;' },
    ],
    [
      'infra-imports-only-the-configuration',
      'infra/stacks/planted.ts',
      "import '../../shared/clinical/judge.ts';",
      { 'shared/clinical/judge.ts': 'export const a = 1;' },
    ],
    [
      'aws-sdk-only-at-the-edges',
      'functions/a/handler.ts',
      "import '@aws-sdk/client-sns';",
      {
        'node_modules/@aws-sdk/client-sns/package.json': '{"name":"@aws-sdk/client-sns","main":"index.js"}',
        'node_modules/@aws-sdk/client-sns/index.js': '',
      },
    ],
    [
      'no-cycles',
      'shared/chart/planted.ts',
      "import './other.ts'; export const a = 1;",
      { 'shared/chart/other.ts': "import './planted.ts'; export const b = 1;" },
    ],
    [
      'nothing-imports-tests',
      'tools/planted.ts',
      "import '../test/a.ts';",
      { 'test/a.ts': 'export const a = 1;' },
    ],
    ['resolvable', 'shared/hl7/planted.ts', "import './absent.ts';", {}],
  ])('a planted import against %s is caught', async (rule, path, text, others) => {
    const tree = await plant({ ...others, [path]: text });

    const { violations } = await cruiseTree(tree, [dirname(path)]);

    expect(violations.map((violation) => violation.rule)).toContain(rule);
  });
});

import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tooFewContacts } from '../../../infra/constructs/contact.ts';
import { parseSiteConfig } from '../../../shared/runtime/load-config.ts';

const read = (file: string): string => readFileSync(file, 'utf8');
const documents = [...globSync('*.md'), ...globSync('docs/**/*.md')];
const listed = globSync(['*.*', '.*.*', '{docs,functions,infra,shared,test,tools}/**/*.*', '.ci/*']);
const files = new Set(listed);
const folders = new Set(listed.flatMap(foldersOf));
const names = new Set(listed.map((file) => basename(file)));
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

function foldersOf(file: string): readonly string[] {
  const folder = dirname(file);
  return folder === '.' ? [] : [folder, ...foldersOf(folder)];
}

const found = (text: string, pattern: RegExp): readonly string[][] =>
  [...text.matchAll(pattern)].map(([, ...groups]) => groups);

/** The headings of a document as GitHub makes anchors of them. */
function anchorsOf(document: string): ReadonlySet<string> {
  const headings = found(read(document).replaceAll(/^```[\s\S]*?^```/gm, ''), /^#+ (.+)$/gm);
  return new Set(
    headings.map(([heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** What a site has, or a command makes. */
const NOT_KEPT_HERE = new Set(['calcium-alerts.config.json', 'cells.json', 'dist/sbom.json']);

function isThere(path: string): boolean {
  const plain = path.replace(/\/$/, '');
  return files.has(plain) || folders.has(plain) || NOT_KEPT_HERE.has(plain) || names.has(plain);
}

/** Some documents name tests from below `test` or `test/unit`. */
function isTest(path: string): boolean {
  const kinds = ['', 'unit/', 'integration/'];
  const places = kinds.flatMap((kind) => [`test/${kind}${path}.test.ts`, `test/${kind}${path}/**/*.ts`]);
  return globSync(places).length > 0;
}

/** A decision may name what was there when it was taken. */
const current = documents.filter((document) => !document.startsWith('docs/adr/'));

test.each(current)('%s names only files and folders that there are', (document) => {
  const text = read(document);
  const named = found(text, /`((?:[\w.-]+\/)*[\w.-]+\.(?:ts|md|json|csv|cjs|mjs))`/g).flat();
  const inside = found(
    text,
    /`((?:shared|functions|infra|test|tools|docs)\/[\w.-]+(?:\/[\w.-]+)*\/?)`/g,
  ).flat();

  expect([...named, ...inside].filter((path) => !isThere(path) && !isTest(path))).toEqual([]);
});

describe.each(documents)('%s', (document) => {
  const text = read(document);

  test('leads only to headings that there are', () => {
    const links = found(text, /\]\(([^)#:]*)#([^)]+)\)/g);
    const missing = links.filter(([target = '', anchor = '']) => {
      const to = target === '' ? document : normalize(join(dirname(document), target));
      return !anchorsOf(to).has(anchor);
    });

    expect(missing).toEqual([]);
  });

  test('gives commands only options that they know', () => {
    const calls = found(text, /npm (?:run (?:-s )?)?([a-z][a-z:-]*) -- ([^\n`|;)#]+)/g);
    const unknown = calls.flatMap(([script = '', options = '']) => {
      const [, entry = ''] = /(\S+\.ts)$/.exec(scripts[script] ?? '') ?? [];
      const code = sourceOf(entry);
      const named = found(` ${options}`, /\s--([a-z-]+)/g).flat();
      return named.filter((option) => !code.includes(option)).map((option) => `${script} --${option}`);
    });

    expect(unknown).toEqual([]);
  });
});

/** An entry and the files of its own folder. */
function sourceOf(entry: string): string {
  return globSync([entry, `${dirname(entry)}/*.ts`])
    .map(read)
    .join('\n');
}

test('every npm script is in some document', () => {
  const text = documents.map(read).join('\n');
  const unnamed = Object.keys(scripts).filter(
    (script) => !new RegExp(`npm (run (-s )?)?${script}(?![a-z:])`).test(text),
  );

  expect(unnamed).toEqual([]);
});

test('every setting of the app by -c in a document is one that it reads', () => {
  const source = globSync('infra/**/*.ts').map(read).join('\n');
  const named = new Set(documents.flatMap((document) => found(read(document), /-c ([a-zA-Z]+)=/g).flat()));

  expect(named.size).toBeGreaterThan(5);
  expect([...named].filter((name) => !new RegExp(`\\b${name}\\b`).test(source))).toEqual([]);
});

test('comments name only headings that there are', () => {
  const code = globSync('{shared,functions,infra,tools}/**/*.ts').map(read).join('\n');
  const named = found(code, /(docs\/[a-z-]+\.md), "([^"]+)"/g);

  expect(named.length).toBeGreaterThan(5);
  expect(
    named.filter(([document = '', heading = '']) =>
      found(read(document), /^#+ (.+)$/gm).every(([title = '']) => !title.includes(heading)),
    ),
  ).toEqual([]);
});

test('the configuration in docs/deploying.md is accepted, and reaches enough people', () => {
  const [[example = ''] = []] = found(read('docs/deploying.md'), /```json\n([\s\S]+?)```/g);
  const { teams } = parseSiteConfig(example, 'example');

  expect(teams.flatMap(tooFewContacts)).toEqual([]);
});

test('every document is linked from the README or from one that is', () => {
  const linked = new Set(['README.md']);
  for (const document of linked) {
    for (const [target = ''] of found(read(document), /\]\(([^)#:]+\.md)(?:#[^)]*)?\)/g)) {
      linked.add(normalize(join(dirname(document), target)));
    }
  }
  const unlinked = documents.filter((document) => !document.startsWith('docs/adr/') && !linked.has(document));

  expect(unlinked).toEqual([]);
});

/** A row of the table of failure points: what fails, and the tests that show what then happens. */
export type FailureRow = { readonly failure: string; readonly tests: readonly NamedTest[] };
/** The beginning of a path below test/, and a title in which … stands for anything. */
export type NamedTest = { readonly path: string; readonly title: string };

const HEADING = '## Failure points';
const NAMED_TEST = /`([\w/-]+)`: \*([^*]+)\*/g;

/** The rows of the table in a document. */
export function failureRows(document: string): readonly FailureRow[] {
  const [, section = ''] = document.split(`\n${HEADING}\n`);
  const [table = ''] = section.split('\n## ');
  const [, , ...rows] = table.split('\n').filter((line) => line.startsWith('|'));
  return rows.map((row) => {
    const [failure = '', ...cells] = row.slice(2, -2).split(' | ');
    const tests = Array.from((cells.at(-1) ?? '').matchAll(NAMED_TEST), ([, path = '', title = '']) => ({
      path,
      title,
    }));
    return { failure, tests };
  });
}

/** What is wrong with the tests that the rows name; `files` are those below test/, by path, with what they hold. */
export function faultsOf(rows: readonly FailureRow[], files: ReadonlyMap<string, string>): readonly string[] {
  return rows.flatMap(({ failure, tests }) => {
    if (tests.length === 0) return [`${failure}: names no test`];
    return tests
      .filter((test) => !exists(test, files))
      .map(({ path, title }) => `${failure}: no test "${title}" in test/${path}`);
  });
}

function exists({ path, title }: NamedTest, files: ReadonlyMap<string, string>): boolean {
  const words = title.split('…').map((part) => part.trim());
  if (words.every((part) => part === '')) return false;
  return [...files].some(
    ([file, text]) =>
      file.startsWith(path) && text.split('\n').some((line) => words.every((part) => line.includes(part))),
  );
}

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allCommands } from '../../../../tools/cli/all-commands.ts';
import { cliDocument } from '../../../../tools/cli/cli-document.ts';
import { createProgram } from '../../../../tools/cli/program.ts';

test('docs/cli.md is what the program says of itself: npm run docs:cli', () => {
  expect(readFileSync('docs/cli.md', 'utf8')).toBe(cliDocument());
});

test('every command that does something says its exit codes and gives examples', () => {
  const document = cliDocument();
  const doing = allCommands(createProgram(async () => {})).filter(({ commands }) => commands.length === 0);

  const sections = document.split(/^## /m).map((section) => section.split('\n'));
  const lacking = doing.filter((command) => {
    const section = sections.find(([title]) => title?.endsWith(` ${command.name()}`))?.join('\n') ?? '';
    return !/Exit codes:\n {2}0 [\s\S]+Examples:\n {2}\$ (npx|alias) /.test(section);
  });
  expect(doing.length).toBeGreaterThan(10);
  expect(lacking.map((command) => command.name())).toEqual([]);
});

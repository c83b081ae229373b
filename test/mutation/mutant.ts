import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Stryker } from '@stryker-mutator/core';

export type MutantResult = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

/** One change of the code, what it replaced, and what the tests made of it. */
export type Mutant = {
  /** From the root of the repository. */
  readonly file: string;
  /** Counted from 1. */
  readonly lineNumber: number;
  /** The line in which the change begins, trimmed. */
  readonly line: string;
  readonly mutator: string;
  /** What was replaced, and what stood in its place; white space as one space. */
  readonly original: string;
  readonly replacement: string;
  readonly status: MutantResult['status'];
  /** A test file failed before its first test: the change breaks what the file does as it loads. */
  readonly brokeLoading: boolean;
  /** How many tests ran against it, and how many had reached it in the first run; all of them when static. */
  readonly testsRun: number;
  readonly testsReaching: number;
};

const onOneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

type Location = MutantResult['location'];

/** Stryker's results count lines and columns from 1. */
function textAt(lines: readonly string[], { start, end }: Location): string {
  const whole = lines.slice(start.line - 1, end.line).join('\n');
  const after = (lines[end.line - 1] ?? '').length - (end.column - 1);
  return whole.slice(start.column - 1, whole.length - after);
}

/** How Stryker's vitest runner begins to tell of a test file that throws outside of its tests. */
const BROKE_LOADING = 'An error occurred outside of a test run: ';

export function mutantOf(result: MutantResult, root: string): Mutant {
  const { start } = result.location;
  const lines = readFileSync(result.fileName, 'utf8').split('\n');
  return {
    file: path.relative(root, result.fileName),
    lineNumber: start.line,
    line: (lines[start.line - 1] ?? '').trim(),
    mutator: result.mutatorName,
    original: onOneLine(textAt(lines, result.location)),
    replacement: onOneLine(result.replacement),
    status: result.status,
    brokeLoading: result.statusReason?.startsWith(BROKE_LOADING) === true,
    testsRun: result.testsCompleted ?? 0,
    testsReaching: result.coveredBy?.length ?? 0,
  };
}

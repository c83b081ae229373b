import { globSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../../tools/command-line.ts';

/** A folder of `shared`, the tests that are asked to notice its mutants, and the share of them that must be. */
export type Part = {
  readonly folder: string;
  readonly tests: readonly string[];
  /** Per cent of the folder's mutants. */
  readonly leastScore: number;
};

const PURE_CHART =
  'test/unit/chart/{alerted-as-one,groups,judge-chart,link,membership,newest-readings,policy-of-patient,read-again}.test.ts';

const FUNCTIONS = 'test/unit/functions/{assess,message-metrics,receive,sweep,unbatch}.test.ts';

/** What reads the archive back. */
const ARCHIVE = 'test/unit/tools/replay.test.ts';

export const PARTS: readonly Part[] = [
  { folder: 'shared/clinical', tests: ['test/unit/clinical/**/*.test.ts', PURE_CHART], leastScore: 100 },
  { folder: 'shared/chart', tests: ['test/unit/{clinical,chart}/**/*.test.ts'], leastScore: 100 },
  { folder: 'shared/hl7', tests: ['test/unit/hl7/*.test.ts'], leastScore: 90 },
  { folder: 'shared/intake', tests: ['test/unit/intake/*.test.ts', FUNCTIONS, ARCHIVE], leastScore: 90 },
  { folder: 'shared/alerting', tests: ['test/unit/alerting/*.test.ts', FUNCTIONS], leastScore: 90 },
  { folder: 'shared/fhir', tests: ['test/unit/fhir/*.test.ts'], leastScore: 90 },
  { folder: 'shared/desk', tests: ['test/unit/desk/*.test.ts'], leastScore: 90 },
  { folder: 'shared/runtime', tests: ['test/unit/runtime/*.test.ts'], leastScore: 90 },
];

/** Storage is tried on the emulator, which takes seconds: it is asked about nothing else. */
const STORAGE = {
  files: 'shared/chart/dynamodb-*.ts',
  tests: 'test/integration/chart/dynamodb-table.test.ts',
};

/** What takes seconds to say that code does not get slow or large. */
const MEASURING = 'test/unit/hl7/size.test.ts';

/** Small, and where a slip harms most. */
export const QUICK = ['shared/clinical/{grade,level,payne}.ts'];

export function partOf(file: string): Part | undefined {
  return PARTS.find(({ folder }) => file.startsWith(`${folder}/`));
}

/** The tests of which those that reach a file are asked about it; all from the root of the repository. */
export function testsFor(file: string): readonly string[] {
  const tests = partOf(file)?.tests ?? [];
  return path.matchesGlob(file, STORAGE.files) ? [...tests, STORAGE.tests] : tests;
}

export function isAskedAbout(test: string, file: string): boolean {
  return test !== MEASURING && testsFor(file).some((pattern) => path.matchesGlob(test, pattern));
}

/** As in `shared/clinical/grade.ts:10-20`. */
const LINES = /:\d[\d:-]*$/;

export const namesLines = (pattern: string): boolean => LINES.test(pattern);

/**
 * The files of these patterns, once each; whole, though a pattern names some of their lines.
 * @throws UsageError where a pattern names none: nothing tried would be nothing found.
 */
export function filesOf(patterns: readonly string[]): readonly string[] {
  return [...new Set(patterns.flatMap(filesOfPattern))];
}

function filesOfPattern(pattern: string): readonly string[] {
  const files = globSync(pattern.replace(LINES, '')).filter((file) => file.endsWith('.ts') && partOf(file));
  if (files.length === 0) throw new UsageError(`${pattern} names no file of shared`);
  return files.sort();
}

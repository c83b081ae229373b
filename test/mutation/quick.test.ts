import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);

/** Without what vitest tells its own tests: the mutants' tests are run by another one. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(?:VITEST|TEST$|NODE_ENV$|NODE_OPTIONS$)/.test(name)),
);

test('every small change of grade, level and Payne correction is noticed or explained', async () => {
  const tool = ['test/mutation/main.ts', '--quick', '--concurrency', '1'];

  const { stdout } = await run(process.execPath, tool, { env: environment, maxBuffer: 1e7 }).catch(
    (error: { readonly stdout: string }) => error,
  );

  expect(stdout.trimEnd().split('\n').at(-1), stdout).toMatch(/^mutation score 100\.00 % \(\d{2,} mutants: /);
}, 300_000);

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { FunctionName } from '../../infra/config.ts';
import { FUNCTIONS, firstEventOf } from './bundle-events.ts';
import { bundleInto, runBundle } from './bundle-run.ts';
import { withAws } from './with-aws.ts';

const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-first-events-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The folders of functions that Lambda invokes; the gateway is a container. */
function invoked(): readonly string[] {
  return readdirSync('functions').filter((name) => {
    const index = join('functions', name, 'index.ts');
    return existsSync(index) && readFileSync(index, 'utf8').includes('export const handler');
  });
}

/** Those that end well though nothing was done, and what they ask of AWS when it was. */
const ASKS = new Map<FunctionName, readonly string[]>([
  ['canary', ['SQS ReceiveMessage', 'SQS DeleteMessageBatch', 'S3 PutObject']],
  ['rejudge', ['DynamoDB Scan', 'DynamoDB PutItem']],
  ['subscriptions', ['SSM GetParametersByPath', 'SNS ListSubscriptionsByTopic']],
  ['fhir-events', ['DynamoDB GetItem', 'DynamoDB PutItem']],
]);

describe('the first invocation that is measured', () => {
  test('is of every function that Lambda invokes', () => {
    expect([...FUNCTIONS].sort()).toEqual([...invoked()].sort());
  });

  test('does what the function is there for', async () => {
    const leftOut = await withAws(async ({ url, takeCounts }) => {
      const found: string[] = [];
      for (const [name, asks] of ASKS) {
        await runBundle(bundleInto(folder, name), [firstEventOf(name)], url);
        const { byAction } = takeCounts();
        found.push(...asks.filter((action) => !byAction.has(action)).map((action) => `${name}: ${action}`));
      }
      return found;
    });

    expect(leftOut).toEqual([]);
  }, 120_000);
});

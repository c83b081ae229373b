import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { own, productionTree } from './production-tree.ts';

/** Why each package that runs in production is there. One more needs its line here, and a reviewer who agrees. */
const REASONS = new Map([
  ['@aws-lambda-powertools/event-handler', 'routes of the desk (ADR 0018)'],
  ['@aws-lambda-powertools/logger', 'JSON log lines with what Lambda knows of an invocation'],
  ['@aws-lambda-powertools/metrics', 'metrics in the format that CloudWatch reads from logs'],
  ['@aws-sdk/client-cloudwatch-logs', 'reads what became of an SMS; preflight'],
  ['@aws-sdk/client-dynamodb', 'facts and charts'],
  ['@aws-sdk/client-eventbridge', 'alerts told to other systems, where asked for (ADR 0019)'],
  ['@aws-sdk/client-s3', 'archive, quarantine, claim checks, dropped files'],
  ['@aws-sdk/client-secrets-manager', 'the key of patient keys; certificates of the gateway'],
  ['@aws-sdk/client-sns', 'pages and notices'],
  ['@aws-sdk/client-sqs', 'the queue'],
  ['@aws-sdk/client-ssm', 'contacts in Parameter Store'],
  ['@aws-sdk/lib-dynamodb', 'items of the table as plain objects'],
  ['@smithy/signature-v4', 'the canary signs its requests'],
  ['big.js', 'exact decimals (ADR 0007)'],
  ['csv-parse', 'the registry file'],
  ['d3-scale', 'axes of the trend chart of the desk'],
  ['d3-shape', 'lines of the trend chart of the desk'],
  ['hl7-standard', 'the tree of a message (ADR 0005)'],
  ['jose', 'verifies the bearer tokens of the desk (ADR 0018)'],
  ['openid-client', 'sign-in to the desk by OpenID Connect (ADR 0018)'],
  ['temporal-polyfill', 'time zones (ADR 0011)'],
  ['zod', 'what comes from outside is held against a schema'],
]);

/** They ask for nothing but their notice. */
const LICENCES = new Set(['Apache-2.0', 'MIT', 'MIT-0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD']);
const MOST_IN_ALL = 70;

describe('the packages that run in production', () => {
  const tree = productionTree();

  it('are few, each there for a reason that is written down', () => {
    expect(Object.keys(own.dependencies)).toEqual([...REASONS.keys()]);
  });

  it('are few with all that they bring along', () => {
    expect(tree.size).toBeGreaterThan(REASONS.size);
    expect(tree.size).toBeLessThanOrEqual(MOST_IN_ALL);
  });

  it('have licences that ask for nothing but their notice', () => {
    const others = [...tree.values()].filter(({ license }) => !LICENCES.has(license ?? 'none'));

    expect(others.map(({ name, license }) => `${name}: ${license}`)).toEqual([]);
  });

  it('run nothing when they are installed', () => {
    const atInstall = ['preinstall', 'install', 'postinstall'];
    const running = [...tree.values()].filter(({ scripts }) => atInstall.some((step) => step in scripts));

    expect(running.map(({ name }) => name)).toEqual([]);
  });

  it('are those of the lock file', () => {
    const lock = z
      .object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) })
      .parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
    const others = [...tree].filter(([folder, { version }]) => {
      return lock.packages[folder.replace(/\/$/, '')]?.version !== version;
    });

    expect(others.map(([folder]) => folder)).toEqual([]);
  });
});

describe('every package, those for development too', () => {
  it('is pinned to one version', () => {
    const ranges = Object.entries({ ...own.dependencies, ...own.devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
    );

    expect(ranges).toEqual([]);
  });

  it('may run something when it is installed only where it is named', () => {
    expect(Object.keys(own.allowScripts)).toEqual(['node', 'esbuild', 'classic-level']);
  });
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, Stack } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { afterEach, describe, expect, test } from 'vitest';
import { createApp } from '../../infra/create-app.ts';
import { context } from './stacks.ts';

const assemblies: string[] = [];

function newApp(overrides: Readonly<Record<string, unknown>> = {}): { app: App; assembly: string } {
  const assembly = mkdtempSync(join(tmpdir(), 'assembly-'));
  assemblies.push(assembly);
  return { app: createApp({ outdir: assembly, context: { ...context, ...overrides } }), assembly };
}

/** What the rule packs found, from the report beside the templates. */
function findingsIn(assembly: string): readonly { pack: string; rule: string }[] {
  const report = JSON.parse(readFileSync(join(assembly, 'validation-report.json'), 'utf8'));
  return report.pluginReports.flatMap((of: { pluginName: string; violations: { ruleName: string }[] }) =>
    of.violations.map(({ ruleName }) => ({ pack: of.pluginName, rule: ruleName })),
  );
}

afterEach(() => {
  for (const assembly of assemblies.splice(0)) rmSync(assembly, { recursive: true });
});

describe('the rule packs', () => {
  test.each(['dev', 'prod'])('find nothing in %s that was not acknowledged with a reason', (env) => {
    const { app, assembly } = newApp({ env });

    app.synth();

    expect(findingsIn(assembly)).toEqual([]);
  });

  test('catch a planted public bucket', () => {
    const { app, assembly } = newApp();
    new CfnBucket(new Stack(app, 'Planted'), 'Public', {
      publicAccessBlockConfiguration: { blockPublicPolicy: false },
    });

    expect(() => app.synth()).toThrow();
    expect(findingsIn(assembly)).toContainEqual({ pack: 'AwsSolutions', rule: 'AwsSolutions-S2' });
  });
});

describe('a synthesis', () => {
  test('names the environments when asked for another', () => {
    expect(() => newApp({ env: 'staging' })).toThrow('-c env=staging: choose one of dev, prod');
  });
});

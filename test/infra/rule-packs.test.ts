import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, Stack, Stage, Validations } from 'aws-cdk-lib';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { afterEach, describe, expect, test } from 'vitest';
import { acknowledgementsIn, acknowledgementTable, mergeByReason } from '../../infra/acknowledgements.ts';
import { createApp, createUncheckedApp, rulePacks } from '../../infra/create-app.ts';
import { securityDocument, withTable } from '../../infra/security-document.ts';
import { type Context, projectContext, VARIANTS } from '../../infra/whole-app.ts';

const assemblies: string[] = [];

function newAssembly(): string {
  const assembly = mkdtempSync(join(tmpdir(), 'assembly-'));
  assemblies.push(assembly);
  return assembly;
}

function newApp(overrides: Context = {}): { app: App; assembly: string } {
  const assembly = newAssembly();
  return { app: createApp({ outdir: assembly, context: { ...projectContext(), ...overrides } }), assembly };
}

type Found = {
  readonly ruleName: string;
  readonly violatingConstructs: { readonly constructPath: string }[];
};
type Report = {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly Found[];
    readonly suppressedViolations?: readonly Found[];
  }[];
};

function reportIn(assembly: string): Report['pluginReports'] {
  const report: Report = JSON.parse(readFileSync(join(assembly, 'validation-report.json'), 'utf8'));
  return report.pluginReports;
}

/** What the rule packs found, from the report beside the templates. */
function findingsIn(assembly: string): readonly { pack: string; rule: string }[] {
  return reportIn(assembly).flatMap(({ pluginName, violations }) =>
    violations.map(({ ruleName }) => ({ pack: pluginName, rule: ruleName })),
  );
}

/** Whether a pack would find something at a place, or in it, were nothing acknowledged. */
function unacknowledgedFindings(overrides: Context): (id: string, where: string) => boolean {
  const assembly = newAssembly();
  const app = createUncheckedApp({
    outdir: assembly,
    context: { ...projectContext(), ...overrides },
    builtinCloudFormationValidation: false,
  });
  const packs = rulePacks().map((pack) => Object.assign(pack, { isAcknowledged: () => false }));
  Validations.of(app).addPlugins(...packs);
  expect(() => app.synth()).toThrow();
  const places = reportIn(assembly).flatMap(({ pluginName, violations, suppressedViolations = [] }) =>
    [...violations, ...suppressedViolations].flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => ({
        ids: [ruleName, `${pluginName}::${ruleName}`],
        place: `${constructPath}/`,
      })),
    ),
  );
  return (id, where) => places.some(({ ids, place }) => ids.includes(id) && place.startsWith(`${where}/`));
}

afterEach(() => {
  for (const assembly of assemblies.splice(0)) rmSync(assembly, { recursive: true });
});

/** Five packs over a whole app, on a machine that has other things to do. */
const PATIENCE = { timeout: 60_000 };

describe('the rule packs', PATIENCE, () => {
  test.each(Object.entries(VARIANTS))(
    'find nothing in %s that was not acknowledged with a reason',
    (_, overrides) => {
      const { app, assembly } = newApp(overrides);

      app.synth();

      expect(findingsIn(assembly)).toEqual([]);
    },
  );

  test('are five, and each is awake', () => {
    const { app, assembly } = newApp();
    const planted = new Stack(app, 'Planted');
    new CfnBucket(planted, 'Public', { publicAccessBlockConfiguration: { blockPublicPolicy: false } });
    new CfnQueue(planted, 'Unencrypted');
    new CfnLogGroup(planted, 'Endless');

    expect(() => app.synth()).toThrow();
    const findings = findingsIn(assembly);

    expect(findings).toEqual(
      expect.arrayContaining([
        { pack: 'AwsSolutions', rule: 'AwsSolutions-S2' },
        { pack: 'HIPAA.Security', rule: 'HIPAA.Security-CloudWatchLogGroupRetentionPeriod' },
        { pack: 'NIST.800.53.R5', rule: 'NIST.800.53.R5-S3BucketLevelPublicAccessProhibited' },
        { pack: 'Serverless', rule: 'Serverless-SQSRedrivePolicy' },
        { pack: 'CalciumAlerts', rule: 'BucketPrivate' },
        { pack: 'CalciumAlerts', rule: 'EncryptedByOwnKey' },
        { pack: 'CalciumAlerts', rule: 'LogForgets' },
      ]),
    );
  });

  test('look into every cell', () => {
    const { app, assembly } = newApp();
    const cell = new Stage(app, 'cell');
    new CfnQueue(new Stack(cell, 'Planted'), 'Unencrypted');

    expect(() => app.synth()).toThrow();
    expect(findingsIn(assembly)).toEqual(
      expect.arrayContaining([
        { pack: 'AwsSolutions', rule: 'AwsSolutions-SQS3' },
        { pack: 'CalciumAlerts', rule: 'DeadLettersKept' },
      ]),
    );
  });
});

describe('an acknowledgement', PATIENCE, () => {
  test.each(Object.entries(VARIANTS))('in %s answers a finding that there would be', (_, overrides) => {
    const found = unacknowledgedFindings(overrides);
    const app = createUncheckedApp({ outdir: newAssembly(), context: { ...projectContext(), ...overrides } });

    const idle = acknowledgementsIn(app).filter(({ id, where }) => !found(id, where));

    expect(idle).toEqual([]);
  });

  test('gives a reason in a sentence', () => {
    const app = createUncheckedApp({ outdir: newAssembly(), context: projectContext() });

    const bare = acknowledgementsIn(app).filter(({ reason }) => !/^[A-Z].{30,}\.$/.test(reason));

    expect(bare).toEqual([]);
  });

  test('is listed in docs/security.md', () => {
    const { written, current } = securityDocument();

    expect(written === current, 'npm run docs:security').toBe(true);
  });
});

describe('the table of acknowledgements', () => {
  const first = { id: 'Pack-B', where: 'CalciumAlerts-prod-Record/Bucket', reason: 'Because.' };
  const second = { id: 'Pack-A', where: 'CalciumAlerts-prod-Pipeline/Queue', reason: 'Because.' };
  const other = { id: 'Pack-A', where: 'CalciumAlerts-dev-Pipeline/Queue', reason: 'For another.' };

  test('has a row for each reason, with all its findings and places', () => {
    expect(acknowledgementTable([first, second, second, other])).toBe(
      [
        '| finding | where | reason |',
        '|---|---|---|',
        '| `Pack-A` | Pipeline/Queue | For another. |',
        '| `Pack-A`<br>`Pack-B` | Pipeline/Queue<br>Record/Bucket | Because. |',
      ].join('\n'),
    );
  });

  test('takes from a further deployment only what has a reason of its own', () => {
    expect(mergeByReason([[first], [second, other], [other]])).toEqual([first, other]);
  });

  test('goes where a document has room for it', () => {
    const document =
      'before\n<!-- acknowledgements: npm run docs:security -->\nold\n<!-- end of acknowledgements -->\nafter';

    expect(withTable(document, 'new')).toBe(document.replace('old', 'new'));
    expect(() => withTable('no room', 'new')).toThrow('docs/security.md: lacks');
  });
});

describe('a synthesis', () => {
  test('names the environments when asked for another', () => {
    expect(() => newApp({ env: 'staging' })).toThrow('-c env=staging: choose one of dev, prod');
  });
});

import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { listAt, type Statement, statementsAt } from '../../infra/house-rules/template.ts';
import {
  EVERY_OPTION,
  type PlacedResource,
  resourcesOf,
  templatesOfApp,
  VARIANTS,
  withApp,
} from '../../infra/whole-app.ts';
import { describedStatement } from './described.ts';

const UPDATE = 'npx vitest run test/infra/templates.test.ts --update';
const CONTENT_HASH = /[0-9a-f]{32}$/;

/** Where policies lie, of whatever kind. */
const POLICY_PATHS = [
  ['PolicyDocument'],
  ['KeyPolicy'],
  ['AccessPolicy'],
  ['AssumeRolePolicyDocument'],
] as const;

function statementsOf(resource: PlacedResource): readonly Statement[] {
  const inline = listAt(resource, 'Policies').flatMap((policy) => statementsAt(policy, 'PolicyDocument'));
  return [...POLICY_PATHS.flatMap((path) => statementsAt(resource, ...path)), ...inline];
}

/** Each resource on a line, and below it who may do what. */
function inventory(resources: readonly PlacedResource[]): string {
  const lines = resources.flatMap((resource) => {
    const { stack, logicalId, Type } = resource;
    const id = logicalId.replace(CONTENT_HASH, '<content>');
    return [
      `${stack} ${id} ${Type}`,
      ...statementsOf(resource).map((may) => `    ${describedStatement(may)}`),
    ];
  });
  return `${lines.join('\n')}\n`;
}

test('production with every option has these resources, and these rights', { timeout: 60_000 }, async () => {
  const text = inventory(resourcesOf(templatesOfApp(EVERY_OPTION)));

  await expect(text, `a change that is meant is taken in by ${UPDATE}`).toMatchFileSnapshot('inventory.txt');
});

type LintFinding = {
  readonly Rule: { readonly Id: string; readonly ShortDescription: string };
  readonly Location: { readonly Path?: readonly (string | number)[] };
  readonly Message: string;
};

/** The CDK makes a function depend on its role beside naming it there, which is right and said twice. */
const SAID_TWICE = 'W3005';

/** Types that have tags, which cfn-lint's copy of the schemas does not know yet. */
const TAGGED_OF_LATE = [
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::ElasticLoadBalancingV2::Listener',
];

function lint(folder: string, files: readonly string[]): readonly LintFinding[] {
  const regions = ['--regions', 'eu-west-1', 'eu-west-2', '--ignore-checks', SAID_TWICE];
  const args = [...regions, '--format', 'json', '--', ...files];
  const { stdout, stderr, error } = spawnSync('cfn-lint', args, { cwd: folder, encoding: 'utf8' });
  if (error || stderr) throw error ?? new Error(stderr);
  return JSON.parse(stdout);
}

/** Whatever there is is in one of them. */
const LINTED = [
  ['dev', VARIANTS.dev],
  ['every option', EVERY_OPTION],
] as const;

const cfnLint = spawnSync('cfn-lint', ['--version']).status === 0;

describe('cfn-lint', () => {
  test.skipIf(!cfnLint).each(LINTED)(
    `finds nothing in %s${cfnLint ? '' : ' (skipped: cfn-lint is not installed)'}`,
    { timeout: 60_000 },
    (_, overrides) => {
      const findings = withApp(overrides, (app) => {
        const { directory, stacksRecursively } = app.synth();
        const types = new Map(
          stacksRecursively.flatMap(({ template }) =>
            Object.entries<{ Type: string }>(template.Resources).map(([id, { Type }]) => [id, Type] as const),
          ),
        );
        const isKnown = ({ Location: { Path = [] } }: LintFinding) =>
          Path.at(-1) === 'Tags' && TAGGED_OF_LATE.includes(types.get(String(Path[1])) ?? '');
        return lint(
          directory,
          stacksRecursively.map(({ templateFile }) => templateFile),
        ).filter((finding) => !isKnown(finding));
      });

      expect(
        findings.map(({ Rule, Location, Message }) => [Rule.Id, Location.Path?.join('/'), Message]),
      ).toEqual([]);
    },
  );
});

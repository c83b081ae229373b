import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { Command } from 'commander';
import { describe, expect, onTestFinished, test } from 'vitest';
import { configSchema } from '../../../../shared/runtime/config.ts';
import { CannotRunError } from '../../../../tools/cli/exit-codes.ts';
import { onTarget, type TargetOptions, withTargetOptions } from '../../../../tools/cli/target.ts';
import { startLoopback } from '../../../stand-ins/loopback.ts';
import { folderOf } from './samples.ts';

const CONFIG = configSchema.parse({
  teams: [{ id: 'a', name: 'A', contacts: [{ protocol: 'email', to: 'a@example.org' }] }],
  fallbackTeam: 'a',
});

function parsed(...args: readonly string[]): TargetOptions {
  const command = withTargetOptions(new Command('x'))
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  return command.parse(args, { from: 'user' }).opts();
}

/** An `npm start` that answers with this status and text. */
async function running(status: number, text: string) {
  const asked: string[] = [];
  const { url, close } = await startLoopback((request, response, body) => {
    asked.push(`${request.method} ${request.url} ${body.toString()}`);
    response.statusCode = status;
    response.end(text);
  });
  onTestFinished(close);
  return { url, asked };
}

describe('a running npm start', () => {
  test('is asked by JSON, and answers by JSON', async () => {
    const { url, asked } = await running(200, '{"found":1}');

    const answers = await onTarget({ url }, async (target) =>
      target.is === 'local' ? [await target.get('/a.json'), await target.post('/b', { x: 1 })] : [],
    );

    expect(answers).toEqual([{ found: 1 }, { found: 1 }]);
    expect(asked).toEqual(['GET /a.json ', 'POST /b {"x":1}']);
  });

  test('says what it runs with', async () => {
    const { url } = await running(200, JSON.stringify(CONFIG));

    expect(await onTarget({ url }, (target) => target.config())).toEqual(CONFIG);
  });

  test('has nothing where it says that there is no such thing', async () => {
    const { url } = await running(404, 'There is no such thing here.\n');

    expect(await onTarget({ url }, async (target) => target.is === 'local' && target.post('/b', {}))).toBe(
      undefined,
    );
  });

  test('is repeated where it refuses, with its address', async () => {
    const { url } = await running(400, 'This address takes something else.\n');

    const refused = onTarget({ url }, (target) => target.config());

    await expect(refused).rejects.toThrow(
      new CannotRunError(`${url}/config.json: This address takes something else.`),
    );
  });

  test('that does not run is said in one line, with what to do', async () => {
    const refused = onTarget({ url: 'http://127.0.0.1:9' }, (target) => target.config());

    await expect(refused).rejects.toThrow(/^nothing answers at .*: start it with npm start/);
  });
});

describe('the options of a target', () => {
  test('are read from the command line', () => {
    expect(parsed('--url', 'http://127.0.0.1:9999/')).toEqual({ url: 'http://127.0.0.1:9999' });
    expect(parsed('-d', 'prod', '--region', 'eu-west-2')).toEqual({
      deployment: 'prod',
      region: 'eu-west-2',
    });
  });

  test.each(['ftp://x', 'nowhere', 'https://example.org'])('refuse the address %s', (address) => {
    expect(() => parsed('--url', address)).toThrow(/give an address such as/);
  });

  test.each<[string, TargetOptions, RegExp]>([
    ['two places', { url: 'http://127.0.0.1:1', deployment: 'prod' }, /give one of them/],
    ['a region of nothing', { region: 'eu-west-2' }, /--region: is for --deployment/],
    ['a data folder that is none', { dataDir: '/none' }, /is no data folder of npm start/],
  ])('refuse %s', async (_, options, expected) => {
    await expect(onTarget(options, async () => 'reached')).rejects.toThrow(expected);
  });
});

const RESOURCES = [
  ['AWS::Lambda::Function', 'assessFunction040746DC', 'assess-1'],
  ['AWS::DynamoDB::GlobalTable', 'ChartTable', 'table-1'],
] as const;

/** A deployment whose stacks all stand, the resources in each of them. */
function deployed() {
  const cloudFormation = mockClient(CloudFormationClient);
  const lambda = mockClient(LambdaClient);
  onTestFinished(() => {
    cloudFormation.restore();
    lambda.restore();
  });
  cloudFormation.on(DescribeStacksCommand).resolves({
    Stacks: [{ StackName: '', StackStatus: 'CREATE_COMPLETE', CreationTime: undefined }],
  });
  cloudFormation.on(ListStackResourcesCommand).resolves({
    StackResourceSummaries: RESOURCES.map(([ResourceType, LogicalResourceId, PhysicalResourceId]) => ({
      ...{ ResourceType, LogicalResourceId, PhysicalResourceId },
      ...{ LastUpdatedTimestamp: undefined, ResourceStatus: undefined },
    })),
  });
  lambda.on(GetFunctionConfigurationCommand, { FunctionName: 'assess-1' }).resolves({
    Environment: { Variables: { TABLE_NAME: 'table-1', DESK_URL: 'https://desk.example.org' } },
  });
  return { cloudFormation, lambda };
}

describe('a deployment', () => {
  test('gives its resources, what its functions are told, and its configuration with the address of its desk', async () => {
    deployed();
    const folder = folderOf({ 'config.json': JSON.stringify({ teams: CONFIG.teams, fallbackTeam: 'a' }) });
    const options = { deployment: 'prod', region: 'eu-west-2', config: `${folder}/config.json` };

    const found = await onTarget(options, async (target) => {
      if (target.is === 'local') return [];
      const environment = await target.environmentOf('assess');
      const { deskUrl } = await target.config();
      return [target.named('AWS::DynamoDB::GlobalTable', 'Chart'), environment.get('TABLE_NAME'), deskUrl];
    });

    expect(found).toEqual(['table-1', 'table-1', 'https://desk.example.org']);
  });

  test('that lacks a resource is to be deployed again', async () => {
    deployed();
    const options = { deployment: 'prod', region: 'eu-west-2' };

    const asked = onTarget(options, async (target) => target.is === 'deployed' && target.named('x', 'Gone'));

    await expect(asked).rejects.toThrow('--deployment prod: has no Gone; deploy it again');
  });

  test.each([
    ['that is not there', 'ValidationError', /there is no CalciumAlerts-prod-Record/],
    ['that may not be looked at', 'AccessDenied', /AWS does not do it \(AccessDenied\)/],
    ['without credentials', 'CredentialsProviderError', /no credentials of AWS are found/],
  ])('%s is said in one line', async (_, name, expected) => {
    const { cloudFormation } = deployed();
    const fault = Object.assign(new Error('which quotes something'), { name, $metadata: {} });
    cloudFormation.on(DescribeStacksCommand).rejects(fault);

    const asked = onTarget({ deployment: 'prod', region: 'eu-west-2' }, async () => 'reached');

    await expect(asked).rejects.toThrow(expected);
    await expect(asked).rejects.not.toThrow(/quotes/);
  });
});

import { fileURLToPath } from 'node:url';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import * as deployedTarget from '../../../../tools/cli/deployed-target.ts';
import { createProgram } from '../../../../tools/cli/program.ts';
import { createRun } from '../../../../tools/cli/run.ts';
import { createClients } from '../../../../tools/preflight/clients.ts';
import { startLoopback } from '../../../stand-ins/loopback.ts';
import { folderOf, quietTerminal } from './samples.ts';

const SAMPLE = fileURLToPath(
  new URL('../../../../tools/samples/calcium-alerts.config.json', import.meta.url),
);

/** The program in this process: its exit code and all that it printed. */
async function calciumAlerts(...args: readonly string[]) {
  const terminal = quietTerminal();
  const codes: number[] = [];
  const program = createProgram(createRun(terminal, (code) => void codes.push(code)));
  await program.parseAsync(args, { from: 'user' });
  return { code: codes[0], printed: terminal.printed() };
}

describe('config check', () => {
  test('says that a configuration holds, and who is on call', async () => {
    const { code, printed } = await calciumAlerts('config', 'check', SAMPLE);

    expect(code).toBe(0);
    expect(printed).toMatch(/holds: 4 teams, 2 feeds\n.*: on call are /);
  });

  test('names every fault, and ends with 1', async () => {
    const folder = folderOf({ 'c.json': JSON.stringify({ teams: [], fallbackTeam: 'x', y: 1 }) });

    const { code, printed } = await calciumAlerts('config', 'check', `${folder}/c.json`, '--json');

    expect(code).toBe(1);
    expect(JSON.parse(printed)).toMatchObject({
      holds: false,
      lines: [/^teams: /, /^y: /, /^fallbackTeam: /].map((line) => expect.stringMatching(line)),
    });
  });

  test('ends with 2 where there is no such file', async () => {
    expect(await calciumAlerts('config', 'check', '/none.json')).toEqual({
      ...{ code: 2, printed: 'calcium-alerts: /none.json: cannot be read (ENOENT); name an existing file' },
    });
  });
});

describe('rejudge', () => {
  async function pipelineSaying(...answers: readonly object[]) {
    const commands: unknown[] = [];
    const { url, close } = await startLoopback((_, response, body) => {
      commands.push(JSON.parse(body.toString()));
      response.end(JSON.stringify(answers[commands.length - 1]));
    });
    onTestFinished(close);
    return { url, commands };
  }
  const tally = (charts: number, differences = {}) => ({
    tally: { charts, failed: 0, listed: 0, differences },
  });

  test('asks for every portion, and ends with 0 where nothing is missing', async () => {
    const next = { pk: 'P#1', sk: 'CHART' };
    const { url, commands } = await pipelineSaying({ ...tally(3), next }, tally(2));

    const { code, printed } = await calciumAlerts('rejudge', '--dry-run', '--url', url);

    expect([code, printed]).toEqual([0, '3 charts so far\n5 charts judged again\nnothing is missing']);
    expect(commands).toEqual([{ dryRun: true }, { dryRun: true, after: next }]);
  });

  test('ends with 1 where something was missing', async () => {
    const { url } = await pipelineSaying(tally(9, { 'missed alert': 1 }));

    const { code, printed } = await calciumAlerts('rejudge', '--json', '--url', url);

    expect([code, JSON.parse(printed)]).toMatchObject([
      1,
      { dryRun: false, charts: 9, differences: { 'missed alert': 1 } },
    ]);
  });
});

describe('restore', () => {
  test('puts back what is missing, and leaves what is there', async () => {
    const dynamoDb = mockClient(DynamoDBDocumentClient);
    const clients = createClients({ region: 'eu-west-2' });
    vi.spyOn(deployedTarget, 'openDeployment').mockResolvedValue({ clients, named: () => 'table' } as never);
    onTestFinished(() => {
      vi.restoreAllMocks();
      dynamoDb.restore();
    });
    dynamoDb.on(ScanCommand, { TableName: 'copy' }).resolves({
      Items: [
        { pk: 'a', sk: '1' },
        { pk: 'b', sk: '1' },
      ],
    });
    dynamoDb.on(PutCommand, { TableName: 'table' }).resolves({});

    const { code, printed } = await calciumAlerts('restore', '-d', 'dev', '--from-table', 'copy', '--json');

    expect([code, printed.split('\n').at(-1)]).toEqual([0, '{"copied":2,"there":0}']);
  });
});

describe('preflight', () => {
  test('ends with 2 and one line where AWS cannot be looked at', async () => {
    const cloudFormation = mockClient(CloudFormationClient);
    onTestFinished(() => cloudFormation.restore());
    const denied = Object.assign(new Error('quotes something'), { name: 'AccessDenied', $metadata: {} });
    cloudFormation.on(DescribeStacksCommand).rejects(denied);

    const { code, printed } = await calciumAlerts(
      'preflight',
      '-d',
      'dev',
      '--region',
      'eu-west-2',
      '-c',
      SAMPLE,
    );

    expect([code, printed]).toEqual([
      2,
      'calcium-alerts: --deployment dev: AWS does not do it (AccessDenied); see whether you have the right to, and try again',
    ]);
  });
});

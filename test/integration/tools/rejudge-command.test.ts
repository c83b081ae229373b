import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startLoopback } from '../../stand-ins/loopback.ts';

const tool = fileURLToPath(new URL('../../../tools/rejudge.ts', import.meta.url));
/** Port 9 discards: nobody answers there. */
const NOWHERE = {
  ...{ AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' },
  ...{ AWS_MAX_ATTEMPTS: '1', AWS_REGION: 'eu-west-2' },
};

function rejudge(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...NOWHERE };
    const child = execFile(process.execPath, [tool, ...args], { env }, (_, stdout, stderr) =>
      resolve({ status: Number(child.exitCode), stdout: stdout.trim(), stderr: stderr.trim() }),
    );
  });
}

/** A pipeline that answers these, one after the other, and keeps what it was commanded. */
async function pipelineSaying(...answers: readonly object[]) {
  const commands: unknown[] = [];
  const { port, close } = await startLoopback((request, response, body) => {
    commands.push([request.method, request.url, JSON.parse(body.toString())]);
    response.end(JSON.stringify(answers[commands.length - 1]));
  });
  onTestFinished(close);
  return { port: String(port), commands };
}

const tally = (charts: number, differences = {}, failed = 0) => ({ tally: { charts, failed, differences } });

describe('npm run rejudge', () => {
  it('explains itself', async () => {
    expect(await rejudge('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('Usage:') });
  });

  it('exits 0 where nothing is missing, having asked for every portion', async () => {
    const next = { pk: 'P#1', sk: 'CHART' };
    const mended = { tally: { ...tally(2).tally, listed: 4 } };
    const { port, commands } = await pipelineSaying({ ...tally(3), next }, mended);
    const { status, stdout, stderr } = await rejudge('--http-port', port);
    expect([status, stdout, stderr]).toEqual([
      0,
      '5 charts judged again\nnothing is missing\n4 stood in no list of the desk: put there now',
      '3 charts so far',
    ]);
    expect(commands).toEqual([
      ['POST', '/rejudge', { dryRun: false }],
      ['POST', '/rejudge', { dryRun: false, after: next }],
    ]);
  });

  it('exits 1 and says of each kind how many were missing, and what became of them', async () => {
    const differences = {
      'missed alert': 1,
      'missed correction': 2,
      'older alert': 1,
      'earlier-policy alert': 3,
    };
    const { port } = await pipelineSaying(tally(9, differences, 1));
    const { status, stdout } = await rejudge('--http-port', port);
    expect(status).toBe(1);
    expect(stdout.split('\n')).toEqual([
      '9 charts judged again',
      '1 could not be judged: look for rejudge-failed in the log',
      '1 alert: left apart: too old',
      '1 alert: missed; raised now',
      '2 corrections: missed; raised now',
      '3 alerts: left apart: their patient was judged last by an earlier policy',
    ]);
  });

  it('raises nothing in a dry run, and says so', async () => {
    const { port, commands } = await pipelineSaying(tally(1, { 'missed alert': 1, 'expected alert': 1 }));
    const { status, stdout } = await rejudge('--dry-run', '--http-port', port);
    expect([status, stdout]).toEqual([
      1,
      '1 charts judged again\n1 alert: missed\n1 alert: not there yet, and no fault',
    ]);
    expect(commands).toEqual([['POST', '/rejudge', { dryRun: true }]]);
  });

  it.each([
    ['an unknown option', ['--nope'], /Unknown option '--nope'/],
    ['a pipeline that does not run', ['--http-port', '9'], /nothing answers at .*: start it with npm start/],
    ['an AWS that does not answer', ['--deployment', 'dev'], /./],
  ])('exits 2 with one line for %s', async (_, args, line) => {
    const { status, stdout, stderr } = await rejudge(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(line);
    expect(stderr.split('\n')).toHaveLength(1);
  });
});

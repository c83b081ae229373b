import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleGateway } from '../../infra/constructs/gateway-image.ts';
import { encodeMllp } from '../../shared/hl7/mllp-codec.ts';
import { configSchema } from '../../shared/runtime/config.ts';
import { hasOpenssl, makeCertificate } from '../integration/functions/certificates.ts';
import { type AwsStandIn, startAwsStandIn, TASK_ACCESS_KEY, TASK_CREDENTIALS } from './aws-stand-in.ts';

const config = configSchema.parse({
  teams: [{ id: 'on-call', name: 'On call', contacts: [{ protocol: 'email', to: 'a@example.org' }] }],
  fallbackTeam: 'on-call',
  feeds: [
    { id: 'east', sendingFacility: 'EAST', allowedClientCertificates: ['laboratory'] },
    { id: 'west', sendingFacility: 'WEST', allowedClientCertificates: ['somebody-else'] },
  ],
});

type RunningGateway = {
  readonly process: ChildProcess;
  readonly mllpPort: number;
  readonly healthPort: number;
};

const dockerfile = readFileSync('functions/mllp-gateway/Dockerfile', 'utf8');
const copied = /^COPY \S+ (.*) \.\/$/m.exec(dockerfile)?.[1]?.split(' ') ?? [];

const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
beforeAll(() => bundleGateway(folder, config));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the image of the gateway', () => {
  test('copies all that the synthesis puts there, and nothing else', () => {
    expect(copied.sort()).toEqual(readdirSync(folder).sort());
  });

  test('is of the Node that this project runs, does not run as root and starts the bundle', () => {
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

    expect(dockerfile).toContain(`FROM node:${devDependencies.node}-slim\n`);
    expect(dockerfile).toContain('\nUSER node\n');
    expect(dockerfile).toContain('\nCMD ["node", "index.mjs"]\n');
  });
});

describe.skipIf(!hasOpenssl())(
  'the gateway, run as its container runs it (needs openssl to make certificates)',
  () => {
    const certificates = mkdtempSync(join(tmpdir(), 'certificates-'));
    const own = hasOpenssl() ? makeCertificate(certificates, 'gateway') : { key: '', cert: '' };
    const laboratory = hasOpenssl() ? makeCertificate(certificates, 'laboratory') : { key: '', cert: '' };
    const stranger = hasOpenssl() ? makeCertificate(certificates, 'stranger') : { key: '', cert: '' };
    let aws: AwsStandIn;
    let gateway: RunningGateway;

    beforeAll(async () => {
      aws = await startAwsStandIn(JSON.stringify({ ...own, clientAuthorities: laboratory.cert }));
      gateway = await start(folder, aws);
    });
    afterAll(async () => {
      gateway.process.kill('SIGKILL');
      await aws.close();
      rmSync(certificates, { recursive: true });
    });

    /** MSA-1 of what the gateway answers; undefined where it cuts the connection. */
    async function exchange(shown: object, facility: string): Promise<string | undefined> {
      const socket: TLSSocket = connect({
        port: gateway.mllpPort,
        host: '127.0.0.1',
        ca: own.cert,
        ...shown,
      });
      let answered = '';
      socket.on('data', (chunk) => {
        answered += chunk;
        socket.end();
      });
      socket.on('error', () => {});
      socket.write(encodeMllp(Buffer.from(messageOf(facility))));
      await new Promise((closed) => socket.on('close', closed));
      return /\rMSA\|(\w\w)\|1/.exec(answered)?.[1];
    }

    test('answers AA to a laboratory once its message is in the queue', async () => {
      const answer = await exchange(laboratory, 'EAST');

      expect(answer).toBe('AA');
      expect(aws.queued.map((body) => Buffer.from(body, 'base64').toString())).toEqual([messageOf('EAST')]);
    });

    test('signs with the credentials that its task is given, and has no others', () => {
      expect(aws.signedBy).toEqual(new Set([TASK_ACCESS_KEY]));
    });

    test.each([
      ['a certificate of another feed', () => laboratory, 'WEST', 'AR'],
      ['a certificate of no authority it trusts', () => stranger, 'EAST', undefined],
      ['no certificate', () => ({}), 'EAST', undefined],
    ])('takes nothing from a sender that shows %s', async (_, shown, facility, answer) => {
      const before = aws.queued.length;

      expect(await exchange(shown(), facility)).toBe(answer);
      expect(aws.queued).toHaveLength(before);
    });

    test('tells the load balancer that it is well, and no more than that', async () => {
      const answer = await fetch(`http://127.0.0.1:${gateway.healthPort}/`);

      expect([answer.status, await answer.text()]).toEqual([200, '']);
    });

    test('answers what it has read when it is told to stop, then ends by itself', async () => {
      const socket = connect({ port: gateway.mllpPort, host: '127.0.0.1', ca: own.cert, ...laboratory });
      await once(socket, 'secureConnect');
      let answered = '';
      socket.on('data', (chunk) => {
        answered += chunk;
        gateway.process.kill('SIGTERM');
      });
      socket.write(encodeMllp(Buffer.from(messageOf('EAST'))));
      await Promise.all([once(socket, 'close'), once(gateway.process, 'exit')]);

      expect(answered).toContain('MSA|AA|1');
      expect(gateway.process.exitCode).toBe(0);
    });
  },
);

function messageOf(facility: string): string {
  return `MSH|^~\\&|LIS|${facility}|CA|HOSP|20260102||ORU^R01|1|P|2.5.1\r`;
}

/** With no variable but those of the task definition, and those of Fargate. */
async function start(folder: string, aws: AwsStandIn): Promise<RunningGateway> {
  const child = spawn(process.execPath, ['--enable-source-maps', 'index.mjs'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      AWS_REGION: 'eu-west-2',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${aws.url}${TASK_CREDENTIALS}`,
      AWS_ENDPOINT_URL: aws.url,
      QUEUE_URL: `${aws.url}/000000000000/intake`,
      CLAIM_CHECK_BUCKET: 'claim-check',
      TLS_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-2:000000000000:secret:mllp-tls-AbCdEf',
      MLLP_HOST: '127.0.0.1',
      MLLP_PORT: '0',
      HTTPS_PORT: '0',
      HEALTH_PORT: '0',
    },
  });
  const ports = await portsToldBy(child);
  return {
    process: child,
    mllpPort: ports.get('mllp-listening') ?? 0,
    healthPort: ports.get('health-listening') ?? 0,
  };
}

/** Goes on reading what the process logs, which else would stand still. */
function portsToldBy(child: ChildProcessByStdio<null, Readable, null>): Promise<ReadonlyMap<string, number>> {
  const ports = new Map<string, number>();
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('the gateway ended before it listened')));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { message, port } = JSON.parse(line);
      ports.set(message, port);
      if (message === 'mllp-listening') resolve(ports);
    });
  });
}

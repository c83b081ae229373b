import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMllpDecoder, encodeMllp } from '../../../../shared/hl7/mllp-codec.ts';
import { type SendOptions, send } from '../../../../tools/cli/send/send.ts';
import { DAY_START } from '../../../../tools/day/day.ts';
import { hasOpenssl, makeCertificate } from '../../../integration/functions/certificates.ts';
import { freePort, listen, startLoopback } from '../../../stand-ins/loopback.ts';
import { folderOf, quietTerminal } from './samples.ts';

const USUAL = { connections: 1, answerWithin: 5, again: 0, seed: 1, patients: 20, days: 1, start: DAY_START };
const message = (id: string): string =>
  `MSH|^~\\&|LAB|RIVERSIDE|||20260101||ORU^R01|${id}|P|2.5.1\rPID|1||ZZPHI\r`;
const controlIdOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString().split('|')[9] ?? '';
const answerTo = (bytes: Uint8Array, code: string): Buffer =>
  Buffer.from(`MSH|^~\\&|CA|ONC|||20260101||ACK|X|P|2.5.1\rMSA|${code}|${controlIdOf(bytes)}\r`);

type Received = { readonly messages: string[]; readonly port: number };

/** A receiver by MLLP; `code` undefined = it never answers. */
async function mllpReceiver(
  codeOf: (controlId: string) => string | undefined = () => 'AA',
  makeServer: (onSocket: (socket: Socket) => void) => Server = createServer,
): Promise<Received> {
  const messages: string[] = [];
  const sockets = new Set<Socket>();
  const server = makeServer((socket) => {
    sockets.add(socket);
    const decoder = createMllpDecoder({ maxBytes: 1_000_000 });
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      for (const event of decoder.push(chunk)) {
        if (event.is !== 'message') continue;
        messages.push(Buffer.from(event.bytes).toString());
        const code = codeOf(controlIdOf(event.bytes));
        if (code !== undefined) socket.write(encodeMllp(answerTo(event.bytes, code)));
      }
    });
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { messages, port: await listen(server) };
}

async function sendAll(
  paths: readonly string[],
  options: Partial<SendOptions> & { readonly to: string },
  interrupted?: AbortSignal,
) {
  const terminal = { ...quietTerminal(), ...(interrupted && { interruption: () => interrupted }) };
  const code = await send(paths, { ...USUAL, ...options }, terminal);
  return { code, printed: terminal.printed() };
}

describe('send by MLLP', () => {
  test('sends the messages of files and folders, framed, batched, compressed or plain, as they are', async () => {
    const folder = folderOf({
      'a.hl7': message('A1') + message('A2'),
      'b.mllp': Buffer.concat([
        encodeMllp(Buffer.from(message('B1'))),
        encodeMllp(Buffer.from(message('B2'))),
      ]),
      'c.hl7.gz': gzipSync(`FHS|^~\\&\rBHS|^~\\&\r${message('C1')}BTS|1\rFTS|1\r`),
    });
    const lab = await mllpReceiver();

    const { code, printed } = await sendAll([folder], { to: `mllp://127.0.0.1:${lab.port}` });

    expect(code).toBe(0);
    expect(lab.messages).toEqual(['A1', 'A2', 'B1', 'B2', 'C1'].map(message));
    expect(printed).toContain('5 messages sent');
    expect(printed).toMatch(/AA +5/);
  });

  test('counts answers by their code and ends with 1 where one is not accepted; prints nothing of a message', async () => {
    const lab = await mllpReceiver((id) => (id === 'A2' ? 'AR' : 'AA'));
    const folder = folderOf({ 'a.hl7': message('A1') + message('A2') });

    const { code, printed } = await sendAll([folder], { to: `mllp://127.0.0.1:${lab.port}` });

    expect(code).toBe(1);
    expect(printed).toMatch(/AA +1\n +AR +1/);
    expect(printed).toContain(`${join(folder, 'a.hl7')}, message 2, byte ${message('A1').length}: AR`);
    expect(printed).not.toContain('ZZPHI');
  });

  test('names a message that is not answered by file and position, and sends it once', async () => {
    const lab = await mllpReceiver((id) => (id === 'A1' ? undefined : 'AA'));
    const folder = folderOf({ 'a.hl7': message('A1') + message('A2') });

    const { code, printed } = await sendAll([folder], {
      to: `mllp://127.0.0.1:${lab.port}`,
      answerWithin: 0.2,
      json: true,
    });

    const report = JSON.parse(printed.slice(printed.indexOf('{'))) as Record<string, unknown>;
    expect(code).toBe(1);
    expect(lab.messages).toEqual([message('A1'), message('A2')]);
    expect(report).toMatchObject({
      sent: 2,
      accepted: 1,
      answers: { AA: 1 },
      unanswered: [{ from: { file: join(folder, 'a.hl7'), message: 1, byte: 0 } }],
      sentAgain: [],
    });
  });

  test('awaits what was sent once it is interrupted, and names what was not', async () => {
    const interrupt = new AbortController();
    const lab = await mllpReceiver((id) => {
      if (id === 'A2') interrupt.abort();
      return 'AA';
    });
    const folder = folderOf({ 'a.hl7': ['A1', 'A2', 'A3', 'A4'].map(message).join('') });

    const to = `mllp://127.0.0.1:${lab.port}`;
    const { code, printed } = await sendAll([folder], { to }, interrupt.signal);

    expect([code, lab.messages]).toEqual([1, ['A1', 'A2'].map(message)]);
    expect(printed).toMatch(/^2 messages sent/m);
    expect(printed).toContain(
      `STOPPED: interrupted; not sent, nor what follows:\n  ${join(folder, 'a.hl7')}, message 3,`,
    );
  });

  test('waits for no answer that the sender asks not to have', async () => {
    const lab = await mllpReceiver(() => undefined);
    const quiet = 'MSH|^~\\&|LAB|H|||20260101||ORU^R01|Q1|P|2.5.1|||NE|NE\rPID|1\r';

    const { code, printed } = await sendAll([folderOf({ 'a.hl7': quiet })], {
      to: `mllp://127.0.0.1:${lab.port}`,
    });

    expect([code, printed]).toEqual([0, expect.stringMatching(/none asked for +1/)]);
  });

  test('sends what can be read where other files cannot', async () => {
    const lab = await mllpReceiver();
    const folder = folderOf({
      'bad.gz': gzipSync(message('A1')).subarray(0, 30),
      'binary.bin': Buffer.from([0, 1, 2, 255, 254]),
      'empty.hl7': '',
      'good.hl7': message('A1'),
    });

    const { code, printed } = await sendAll([folder, join(folder, 'none.hl7')], {
      to: `mllp://127.0.0.1:${lab.port}`,
    });

    expect([code, lab.messages]).toEqual([1, [message('A1')]]);
    expect(printed).toContain('NOT SENT (4)');
    expect(printed).toContain(`${join(folder, 'none.hl7')}: does not exist`);
    expect(printed).toContain(`${join(folder, 'empty.hl7')}: holds no message`);
    expect(printed).toContain('does not begin with MSH');
    expect(printed).toContain('damaged or cut short');
  });

  test('sends a file once that is named twice, and says so', async () => {
    const lab = await mllpReceiver();
    const folder = folderOf({ 'a.hl7': message('A1') });

    const { code, printed } = await sendAll([folder, join(folder, '.', 'a.hl7')], {
      to: `mllp://127.0.0.1:${lab.port}`,
    });

    expect([code, lab.messages]).toEqual([1, [message('A1')]]);
    expect(printed).toContain(`${join(folder, 'a.hl7')}: is named twice; it was sent once`);
  });

  test('sends generated messages, over several connections', async () => {
    const lab = await mllpReceiver();

    const { code, printed } = await sendAll([], {
      to: `mllp://127.0.0.1:${lab.port}`,
      generated: true,
      connections: 3,
    });

    expect([code, printed]).toEqual([0, expect.stringContaining('over 3 connections')]);
    expect(lab.messages.length).toBeGreaterThanOrEqual(10);
  });

  test('says that nobody is there', async () => {
    const to = `mllp://127.0.0.1:${await freePort()}`;

    await expect(sendAll([folderOf({ 'a.hl7': message('A1') })], { to })).rejects.toThrow(
      `${to} cannot be reached (ECONNREFUSED); nothing was sent`,
    );
  });

  test.each([
    ['neither files nor --generated', [], {}, 'name files or folders to send, or --generated'],
    ['both of them', ['x'], { generated: true }, 'not both'],
    ['an address of no kind', ['x'], { to: 'ftp://lab' }, '--to ftp://lab is no address'],
    ['no address at all', ['x'], { to: 'lab' }, '--to lab is no address'],
    ['a certificate without TLS', ['x'], { cert: 'a.crt', key: 'a.key' }, 'of mllps:// and https:// alone'],
    ['a certificate without its key', ['x'], { to: 'mllps://lab', cert: 'a.crt' }, 'belong together'],
    [
      'a file that is not there',
      ['x'],
      { to: 'mllps://lab', ca: 'none.pem' },
      '--ca none.pem does not exist',
    ],
    ['generated messages as a file', [], { to: 's3://drop', generated: true }, 'by generate'],
    ['a rate of files', ['x'], { to: 's3://drop', rate: 1 }, '--rate is of messages'],
  ])('refuses %s', async (_, paths, options, why) => {
    await expect(sendAll(paths, { to: 'mllp://127.0.0.1:1', ...options })).rejects.toThrow(why);
  });
});

describe.skipIf(!hasOpenssl())('send by MLLP over TLS', () => {
  test('shows its certificate, and trusts the authority that it is given alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'send-tls-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const [receiver, lab] = [makeCertificate(folder, 'receiver'), makeCertificate(folder, 'lab')];
    const asks = { ...receiver, ca: lab.cert, requestCert: true, rejectUnauthorized: true };
    const { port, messages } = await mllpReceiver(
      () => 'AA',
      (onSocket) => createTlsServer(asks, onSocket).on('tlsClientError', () => {}),
    );
    writeFileSync(join(folder, 'a.hl7'), message('A1'));
    const path = (name: string) => join(folder, name);
    const known = { to: `mllps://127.0.0.1:${port}`, ca: path('receiver.crt') };

    const { code } = await sendAll([path('a.hl7')], {
      ...known,
      cert: path('lab.crt'),
      key: path('lab.key'),
    });

    expect([code, messages]).toEqual([0, [message('A1')]]);
    await expect(sendAll([path('a.hl7')], { to: known.to })).rejects.toThrow('cannot be reached');
    await expect(sendAll([path('a.hl7')], known)).rejects.toThrow('nothing was sent');
  });
});

describe('send by HTTP', () => {
  test('posts each message and reads its acknowledgement', async () => {
    const bodies: string[] = [];
    const server = await startLoopback((request, response, body) => {
      bodies.push(`${request.method} ${request.headers['content-type']} ${controlIdOf(body)}`);
      response.end(answerTo(body, controlIdOf(body) === 'A2' ? 'AE' : 'AA'));
    });
    onTestFinished(server.close);
    const folder = folderOf({ 'a.hl7': message('A1') + message('A2') });

    const { code, printed } = await sendAll([folder], { to: `${server.url}/hl7` });

    expect(bodies).toEqual(['POST application/hl7-v2 A1', 'POST application/hl7-v2 A2']);
    expect([code, printed]).toEqual([1, expect.stringMatching(/AA +1\n +AE +1/)]);
  });

  test.each([
    [413, { answers: { 'HTTP 413': 1 }, unanswered: [] }],
    [503, { answers: { 'HTTP 503': 1 }, unanswered: [] }],
    [504, { answers: {}, unanswered: [{ said: 'HTTP 504' }] }],
  ])('takes a status of %i for what it says of the message', async (status, expected) => {
    const server = await startLoopback((_, response) => response.writeHead(status).end('ZZPHI'));
    onTestFinished(server.close);

    const { code, printed } = await sendAll([folderOf({ 'a.hl7': message('A1') })], {
      to: server.url,
      json: true,
    });

    expect(code).toBe(1);
    expect(JSON.parse(printed.slice(printed.indexOf('{')))).toMatchObject(expected);
  });

  test('does not wait for ever, and says that nobody is there', async () => {
    const server = await startLoopback(() => {});
    onTestFinished(server.close);
    const folder = folderOf({ 'a.hl7': message('A1') });

    const { printed } = await sendAll([folder], { to: server.url, answerWithin: 0.2 });

    expect(printed).toContain('no answer within 0.2 s');
    await expect(sendAll([folder], { to: `http://127.0.0.1:${await freePort()}` })).rejects.toThrow(
      'cannot be reached (ECONNREFUSED)',
    );
  });
});

describe('send into a drop bucket', () => {
  test('drops files whole, under names that tell nothing, and none twice', async () => {
    const s3 = mockClient(S3Client);
    onTestFinished(() => s3.restore());
    const known = new Set<string>();
    s3.on(PutObjectCommand).callsFake(({ Key }: { readonly Key: string }) => {
      const details = { $fault: 'client', $metadata: {}, name: 'PreconditionFailed' } as const;
      if (known.has(Key)) throw new S3ServiceException(details);
      known.add(Key);
      return {};
    });
    const folder = folderOf({ 'ZZPHI.hl7': message('A1') });
    const to = { to: 's3://drop/riverside' };

    const first = await sendAll([folder], to);
    const second = await sendAll([folder], to);

    const [put] = s3.commandCalls(PutObjectCommand);
    expect(put?.args[0].input).toMatchObject({ Bucket: 'drop', ContentLength: message('A1').length });
    expect([...known]).toEqual([expect.stringMatching(/^riverside\/[\w-]{22}\.hl7$/)]);
    expect([first.code, second.code]).toEqual([0, 1]);
    expect(first.printed).toContain('1 of 1 files dropped into drop');
    expect(second.printed).toContain('already, and was not sent again');
  });

  test('names a file that could not be dropped, and goes on', async () => {
    const s3 = mockClient(S3Client);
    onTestFinished(() => s3.restore());
    s3.on(PutObjectCommand)
      .rejectsOnce(Object.assign(new Error('ZZPHI'), { name: 'AccessDenied' }))
      .resolves({});
    const folder = folderOf({ 'a.hl7': message('A1'), 'b.hl7': message('B1') });

    const { code, printed } = await sendAll([folder, 'none.hl7'], { to: 's3://drop', json: true });

    expect(code).toBe(1);
    expect(JSON.parse(printed)).toMatchObject({
      files: [
        { was: 'failed', why: 'could not be dropped (AccessDenied)' },
        { was: 'dropped' },
        { was: 'failed', why: expect.stringContaining('does not exist') },
      ],
    });
  });
});

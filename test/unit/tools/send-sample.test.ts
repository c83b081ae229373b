import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { encodeMllp } from '../../../shared/hl7/mllp-codec.ts';
import { connectMllp } from '../../../tools/send/mllp-client.ts';
import { sampleMessage } from '../../../tools/send/sample-message.ts';
import { listen } from '../../stand-ins/loopback.ts';

const servers: Server[] = [];

async function listening(onData: (socket: Socket, chunk: Buffer) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => onData(socket, chunk));
  });
  servers.push(server);
  return listen(server);
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const bytes = (text: string): Uint8Array => Buffer.from(text);

describe('the MLLP client', () => {
  test('gives each message its own answer, in the order of sending', async () => {
    const port = await listening((socket, chunk) => {
      const frames = chunk.toString().split('\u000b').slice(1);
      for (const frame of frames) socket.write(encodeMllp(bytes(`answer to ${frame.slice(0, 3)}`)));
    });
    const client = await connectMllp('127.0.0.1', port);

    const answers = await Promise.all([client.send(bytes('one')), client.send(bytes('two'))]);
    client.close();

    expect(answers.map((answer) => Buffer.from(answer).toString())).toEqual([
      'answer to one',
      'answer to two',
    ]);
  });

  test('fails a message whose connection ends before the answer', async () => {
    const port = await listening((socket) => socket.destroy());
    const client = await connectMllp('127.0.0.1', port);

    await expect(client.send(bytes('one'))).rejects.toThrow();
    await expect(client.send(bytes('two'))).rejects.toThrow();
  });

  test('says so where nobody listens', async () => {
    const port = await listening(() => {});
    servers.splice(0)[0]?.close();

    await expect(connectMllp('127.0.0.1', port)).rejects.toThrow('ECONNREFUSED');
  });
});

describe('the sample message', () => {
  test('holds the calcium and albumin asked for, for the patient asked for', () => {
    const text = sampleMessage({
      patient: 'RS100001',
      birthDate: '1958-03-14',
      calcium: '14.0',
      albumin: '4.0',
      sentAt: epochMs(Date.UTC(2026, 5, 16, 12)),
    });
    const value = (code: string): string | undefined =>
      text
        .split('\r')
        .find((line) => line.includes(code))
        ?.split('|')[5];

    expect(value('17861-6')).toBe('14.0');
    expect(value('1751-7')).toBe('4.0');
    expect(text).toContain('RS100001^^^RIVERSIDE^MR');
  });
});

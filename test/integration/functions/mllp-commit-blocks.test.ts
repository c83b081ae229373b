import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createMllpServer, type MllpServer } from '../../../functions/mllp-gateway/server.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { encodeCommit, encodeMllp } from '../../../shared/hl7/mllp-codec.ts';
import { createDoor } from '../../../shared/intake/accept.ts';
import { createControlIds } from '../../../shared/intake/control-ids.ts';
import { createFeedDirectory } from '../../../shared/intake/feed-directory.ts';
import type { QueuedMessage } from '../../../shared/intake/message-queue.ts';
import { configSchema, feedSchema } from '../../../shared/runtime/config.ts';
import { silentTelemetry } from '../../unit/functions/silent-telemetry.ts';

const COMMITTED = '\x06';
const NOT_COMMITTED = '\x15';

const feeds = [
  { id: 'east', sendingFacility: 'EAST', commitBlocks: true },
  { id: 'west', sendingFacility: 'WEST' },
  {
    id: 'north',
    sendingFacility: 'NORTH',
    commitBlocks: true,
    allowedClientCertificates: ['lis.north.example'],
  },
].map((feed) => feedSchema.parse(feed));

const message = (facility: string, id: string, { type = 'ORU^R01', rest = '' } = {}) =>
  `MSH|^~\\&|LIS|${facility}|CA|HOSP|20260102||${type}|${id}|P|2.5.1${rest}\r`;
const frame = (text: string) => encodeMllp(Buffer.from(text, 'latin1'));

describe('MLLP release 2, where a feed asks for it', () => {
  const servers: MllpServer[] = [];
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await Promise.all(servers.splice(0).map((server) => server.stop(100)));
  });

  /** A connection to a listener before a real door; `answers` are its frames, an acknowledgement as its code and id. */
  async function connection(durable: () => Promise<void> = async () => {}) {
    const queued: QueuedMessage[] = [];
    const door = createDoor({
      caps: configSchema.shape.caps.parse({}),
      feeds: createFeedDirectory({ feeds, unknownSenders: 'accept' }),
      queue: {
        send: async (messages) => {
          await durable();
          queued.push(...messages);
        },
      },
      clock: { now: () => epochMs(0) },
      telemetry: silentTelemetry(),
      newControlId: createControlIds(),
    });
    const server = createMllpServer({ door, telemetry: silentTelemetry(), limits: { maxBytes: 500 } });
    servers.push(server);
    const socket = connect(await server.listen(0), '127.0.0.1');
    sockets.push(socket);
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    await once(socket, 'connect');
    const answers = () =>
      received
        .split('\x1c\r')
        .slice(0, -1)
        .map((one) => /\rMSA\|(\w\w(?:\|\w*)?)/.exec(one)?.[1] ?? one.slice(1));
    const until = async (count: number): Promise<void> => {
      while (answers().length < count) await once(socket, 'data');
    };
    return { socket, answers, until, queued };
  }

  it('gives a commit block before the acknowledgement of its messages, and to nobody else', async () => {
    const { socket, answers, until } = await connection();
    const sent = [message('EAST', 'a'), message('WEST', 'b'), message('SOUTH', 'c'), message('EAST', 'd')];

    socket.write(Buffer.concat(sent.map(frame)));

    await until(6);
    expect(answers()).toEqual([COMMITTED, 'AA|a', 'AA|b', 'AA|c', COMMITTED, 'AA|d']);
  });

  it('gives the commit block only once the message is durable', async () => {
    let makeDurable = (): void => {};
    const sending = Promise.withResolvers<void>();
    const { socket, answers, until, queued } = await connection(() => {
      sending.resolve();
      return new Promise((resolve) => {
        makeDurable = resolve;
      });
    });
    socket.write(frame(message('EAST', 'a')));
    await sending.promise;
    const before = answers();

    makeDurable();

    await until(2);
    expect(before).toEqual([]);
    expect(answers()).toEqual([COMMITTED, 'AA|a']);
    expect(queued).toHaveLength(1);
  });

  it.each([
    ['asks for none (MSH-15 and 16 NE)', { rest: '|||NE|NE' }],
    ['is an acknowledgement itself', { type: 'ACK' }],
  ])('gives the commit block alone where no acknowledgement is due: the message %s', async (_, given) => {
    const { socket, answers, until } = await connection();

    socket.write(Buffer.concat([frame(message('EAST', 'a', given)), frame(message('WEST', 'b'))]));

    await until(2);
    expect(answers()).toEqual([COMMITTED, 'AA|b']);
  });

  it('commits to what it refuses and keeps for quarantine, and to a frame of several messages once', async () => {
    const { socket, answers, until, queued } = await connection();
    const unknownProcessing = message('EAST', 'a').replace('|P|', '|Q|');
    const batch = `BHS|^~\\&\r${message('EAST', 'b')}${message('EAST', 'c')}BTS|2\r`;

    socket.write(Buffer.concat([unknownProcessing, batch].map(frame)));

    await until(5);
    expect(answers()).toEqual([COMMITTED, 'AR|a', COMMITTED, 'AA|b', 'AA|c']);
    expect(queued).toHaveLength(3);
  });

  it.each([
    ['shows none of its certificates', message('NORTH', 'a')],
    ['sends more than the cap', `${message('EAST', 'a')}NTE|1||${'x'.repeat(600)}\r`],
    ['sends a batch over the cap', `BHS|^~\\&\r${message('EAST', 'a')}NTE|1||${'x'.repeat(600)}\r`],
  ])('says that nothing was kept, then refuses, when a sender of it %s', async (_, refused) => {
    const { socket, answers, until, queued } = await connection();

    socket.write(Buffer.concat([frame(refused), frame(message('EAST', 'b'))]));

    await until(4);
    expect(answers()).toEqual([NOT_COMMITTED, expect.stringMatching(/^AR\b/), COMMITTED, 'AA|b']);
    expect(queued).toHaveLength(1);
  });

  it('says of each of its messages that it may not be stored, of no other, and closes', async () => {
    const { socket, answers } = await connection(() => Promise.reject(new Error('queue down')));

    socket.write(Buffer.concat([message('EAST', 'a'), message('WEST', 'b')].map(frame)));

    await once(socket, 'close');
    expect(answers()).toEqual([NOT_COMMITTED]);
  });

  it("takes the sender's own commit blocks, which are no messages", async () => {
    const { socket, answers, until, queued } = await connection();

    socket.write(
      Buffer.concat([frame(message('EAST', 'a')), encodeCommit(true), frame(message('EAST', 'b'))]),
    );

    await until(4);
    expect(answers()).toEqual([COMMITTED, 'AA|a', COMMITTED, 'AA|b']);
    expect(queued).toHaveLength(2);
  });
});

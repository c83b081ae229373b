import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createMllpServer,
  type MllpLimits,
  type MllpServer,
} from '../../../functions/mllp-gateway/server.ts';
import { encodeMllp } from '../../../shared/hl7/mllp-codec.ts';
import type { Arrival, Door } from '../../../shared/intake/door.ts';
import type { Telemetry } from '../../../shared/runtime/telemetry.ts';

/** Answers "ok:<message>" once `durable` resolves; keeps the sizes of the runs that came together. */
function echoDoor(durable: () => Promise<void> = async () => {}) {
  const runs: number[] = [];
  const door: Door = {
    accept: async (arrivals: readonly Arrival[]) => {
      runs.push(arrivals.length);
      await durable();
      return arrivals.map(({ bytes }) => {
        const text = Buffer.from(bytes).toString('latin1');
        return text.startsWith('silent') ? [] : [Buffer.from(`ok:${text}`, 'latin1')];
      });
    },
    refuseTooLarge: (head) => [Buffer.from(`large:${Buffer.from(head).subarray(0, 4)}`)],
    commitBlock: () => undefined,
  };
  return { door, runs };
}

function countingTelemetry() {
  const counts = new Map<string, number>();
  const telemetry: Telemetry = {
    info: () => {},
    warn: () => {},
    error: (event) => void counts.set(event, (counts.get(event) ?? 0) + 1),
    count: (metric, by = 1, { reason = '' } = {}) => {
      const name = `${metric}${reason && `:${reason}`}`;
      counts.set(name, (counts.get(name) ?? 0) + by);
    },
    measure: () => {},
  };
  return { telemetry, counts };
}

const frame = (text: string) => encodeMllp(Buffer.from(text, 'latin1'));

describe('the MLLP listener', () => {
  const servers: MllpServer[] = [];
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await Promise.all(servers.splice(0).map((server) => server.stop(100)));
  });

  async function serve(door: Door, limits: Partial<MllpLimits> = {}) {
    const { telemetry, counts } = countingTelemetry();
    const server = createMllpServer({ door, telemetry, limits });
    servers.push(server);
    return { server, counts, port: await server.listen(0) };
  }

  /** A connection that gathers what it is answered. */
  async function client(port: number) {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    await once(socket, 'connect');
    let answered = '';
    socket.on('data', (chunk) => {
      answered += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    const until = async (text: string): Promise<void> => {
      while (!answered.includes(text)) await once(socket, 'data');
    };
    return { socket, until, answers: () => answered.split('\x1c\r').map((one) => one.replace('\x0b', '')) };
  }

  it('answers every frame of a read, in order', async () => {
    const { door } = echoDoor();
    const { port } = await serve(door);
    const { socket, until, answers } = await client(port);
    socket.write(Buffer.concat(['a', 'b', 'c'].map(frame)));
    await until('ok:c');
    expect(answers()).toEqual(['ok:a', 'ok:b', 'ok:c', '']);
  });

  it('brings the frames of one read through the door together', async () => {
    const { door, runs } = echoDoor();
    const { port } = await serve(door);
    const { socket, until } = await client(port);
    socket.write(Buffer.concat(['a', 'b', 'c'].map(frame)));
    await until('ok:c');
    expect(runs).toEqual([3]);
  });

  it('answers a frame that comes one byte at a time', async () => {
    const { door } = echoDoor();
    const { port } = await serve(door);
    const { socket, until } = await client(port);
    for (const byte of frame('MSH|slow')) socket.write(Uint8Array.of(byte));
    await until('ok:MSH|slow');
  });

  it('answers nothing before the message is durable', async () => {
    let makeDurable = (): void => {};
    const { door } = echoDoor(
      () =>
        new Promise((resolve) => {
          makeDurable = resolve;
        }),
    );
    const { port } = await serve(door);
    const { socket, until, answers } = await client(port);
    socket.write(frame('a'));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(answers()).toEqual(['']);
    makeDurable();
    await until('ok:a');
  });

  it('closes without an answer when a message may not be durable', async () => {
    const { door } = echoDoor(() => Promise.reject(new Error('queue down')));
    const { port, counts } = await serve(door);
    const { socket, answers } = await client(port);
    socket.write(frame('a'));
    await once(socket, 'close');
    expect(answers()).toEqual(['']);
    expect(counts.get('mllp-not-durable')).toBe(1);
    expect(counts.get('MllpConnectionsCut:not-durable')).toBe(1);
  });

  it('answers to a sender that has already ended its side', async () => {
    const { door } = echoDoor();
    const { port } = await serve(door);
    const { socket, answers } = await client(port);
    socket.end(frame('a'));
    await once(socket, 'close');
    expect(answers()).toEqual(['ok:a', '']);
  });

  it('refuses a message over the cap in its turn and goes on', async () => {
    const { door } = echoDoor();
    const { port } = await serve(door, { maxBytes: 100 });
    const { socket, until, answers } = await client(port);
    socket.write(Buffer.concat([frame('a'), frame(`MSH|${'x'.repeat(200)}`), frame('b')]));
    await until('ok:b');
    expect(answers()).toEqual(['ok:a', 'large:MSH|', 'ok:b', '']);
  });

  it('gives no answer to whom asked for none', async () => {
    const { door } = echoDoor();
    const { port } = await serve(door);
    const { socket, until, answers } = await client(port);
    socket.write(Buffer.concat([frame('silent'), frame('b')]));
    await until('ok:b');
    expect(answers()).toEqual(['ok:b', '']);
  });

  it('skips and counts what is outside any frame', async () => {
    const { door } = echoDoor();
    const { port, counts } = await serve(door);
    const { socket, until } = await client(port);
    socket.write(Buffer.concat([Buffer.from('junk'), frame('a')]));
    await until('ok:a');
    expect(counts.get('MllpJunkBytes')).toBe(4);
  });

  it('cuts a sender that does not finish its frame', async () => {
    const { door } = echoDoor();
    const { port, counts } = await serve(door, { frameMs: 30 });
    const { socket } = await client(port);
    socket.write('\x0bMSH|');
    await once(socket, 'close');
    expect(counts.get('MllpConnectionsCut:slow-sender')).toBe(1);
  });

  it('leaves a quiet connection between frames alone until it is idle for too long', async () => {
    const { door } = echoDoor();
    const { port, counts } = await serve(door, { frameMs: 20, idleMs: 120 });
    const { socket, until } = await client(port);
    socket.write(frame('a'));
    await until('ok:a');
    await once(socket, 'close');
    expect(counts.get('MllpConnectionsCut:slow-sender')).toBeUndefined();
    expect(counts.get('MllpConnectionsCut:idle')).toBe(1);
  });

  it('reads no more from a sender with too many unanswered frames, and loses none', async () => {
    const { door } = echoDoor(() => new Promise((resolve) => setImmediate(resolve)));
    const { port } = await serve(door, { maxUnansweredFrames: 4 });
    const { socket, until, answers } = await client(port);
    const numbers = Array.from({ length: 2_000 }, (_, number) => `m${number}`);
    for (const number of numbers) socket.write(frame(number));
    await until('ok:m1999');
    expect(answers().slice(0, -1)).toEqual(numbers.map((number) => `ok:${number}`));
  });

  it('waits for a sender who does not take its answers, then goes on', async () => {
    const long = 'x'.repeat(200_000);
    const { door } = echoDoor();
    const { port } = await serve(door, { maxUnansweredFrames: 1 });
    const { socket, until, answers } = await client(port);
    socket.pause();
    for (let number = 0; number < 20; number += 1) socket.write(frame(`${number}${long}`));
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.resume();
    await until('ok:19x');
    while (answers().length < 21) await once(socket, 'data');
    expect(answers().map((one) => one.length)).toEqual([
      ...Array.from({ length: 20 }, (_, number) => `ok:${number}${long}`.length),
      0,
    ]);
  });

  it('ends with a sender who goes away without taking its answers', async () => {
    const { door } = echoDoor();
    const { server, port } = await serve(door);
    const { socket } = await client(port);
    socket.pause();
    socket.write(Buffer.concat(Array.from({ length: 9 }, () => frame('x'.repeat(1_000_000)))));
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    while (server.connections() > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(server.connections()).toBe(0);
  });

  it('takes no more connections than it may', async () => {
    const { door } = echoDoor();
    const { port, counts } = await serve(door, { maxConnections: 1 });
    const first = await client(port);
    const second = connect(port, '127.0.0.1');
    sockets.push(second);
    second.on('error', () => {});
    await once(second, 'close');
    first.socket.write(frame('a'));
    await first.until('ok:a');
    expect(counts.get('MllpConnectionsRefused')).toBe(1);
  });

  it('stops gracefully: what was read is answered, then the connection ends', async () => {
    let makeDurable = (): void => {};
    const entered = new Promise<void>((enter) => {
      makeDurable = enter;
    });
    const { door, runs } = echoDoor(() => entered);
    const { server, port } = await serve(door);
    const { socket, answers } = await client(port);
    socket.write(frame('a'));
    while (runs.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const stopped = server.stop(5_000);
    makeDurable();
    await once(socket, 'close');
    await stopped;
    expect(answers()).toEqual(['ok:a', '']);
    expect(server.connections()).toBe(0);
  });

  it('cuts what is not done within the grace of a stop', async () => {
    const { door, runs } = echoDoor(() => new Promise(() => {}));
    const { server, port } = await serve(door);
    const { socket } = await client(port);
    socket.write(frame('a'));
    while (runs.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await server.stop(20);
    expect(server.connections()).toBe(0);
  });

  it('says so when its port is taken', async () => {
    const { door } = echoDoor();
    const { port } = await serve(door);
    const second = createMllpServer({ door, telemetry: countingTelemetry().telemetry });
    await expect(second.listen(port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readByMedplum } from '../../differential/readings.ts';
import { listen } from '../../stand-ins/loopback.ts';
import { type Figure, medianFigure } from '../figure.ts';
import { benchMessage, TWELVE_WATCHED } from '../messages.ts';
import { ratePerSecond } from '../rate.ts';

const BLOCK_BYTES = 64 * 2 ** 20;
const SYNCS = 300;
const ROUND_TRIPS = 5_000;

/** What this machine can do at best, whatever is built on it. */
export async function measureLimits(): Promise<readonly Figure[]> {
  return [memoryCopied(), ...(await textAndJson()), syncs(), await roundTrips()];
}

function memoryCopied(): Figure {
  const [from, to] = [Buffer.alloc(BLOCK_BYTES, 1), Buffer.alloc(BLOCK_BYTES)];
  const samples = Array.from({ length: 30 }, () => {
    const begun = performance.now();
    from.copy(to);
    return BLOCK_BYTES / 1e6 / (performance.now() - begun);
  });
  return medianFigure('memory copied, one core', 'GB/s', samples.slice(5));
}

/** The messages that are scanned and read, in the cheapest forms that a program can make of them. */
async function textAndJson(): Promise<readonly Figure[]> {
  const messages = Array.from({ length: 100 }, (_, number) =>
    Buffer.from(benchMessage({ tests: TWELVE_WATCHED, patient: `RS${number}`, number })),
  );
  const asJson = messages.map((message) => JSON.stringify(readByMedplum(message)));
  const decode = (): void => {
    for (const message of messages) message.toString();
  };
  const split = (): void => {
    for (const message of messages) {
      for (const segment of message.toString().split('\r')) segment.split('|');
    }
  };
  const parse = (): void => {
    for (const text of asJson) JSON.parse(text);
  };
  const rate = (name: string, run: () => void) => ratePerSecond({ name, items: 100, run }, 'messages/s');
  return [
    await rate('bytes of a 12-OBX message to text, one core', decode),
    await rate('a 12-OBX message split at its separators, nothing checked, one core', split),
    await rate('JSON.parse of what is read of it, one core', parse),
  ];
}

/** What one commit costs at least, where the disk is waited for. */
function syncs(): Figure {
  const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-bench-sync-'));
  const file = openSync(join(folder, 'file'), 'w');
  const page = Buffer.alloc(4_096, 1);
  const samples = Array.from({ length: SYNCS }, () => {
    const begun = performance.now();
    writeSync(file, page);
    fdatasyncSync(file);
    return performance.now() - begun;
  });
  closeSync(file);
  rmSync(folder, { recursive: true });
  return medianFigure('4 KB written and synced to the disk', 'ms', samples, { of: `${SYNCS} times` });
}

/** One byte there and back over TCP on this machine. */
async function roundTrips(): Promise<Figure> {
  const server = createServer((socket) => socket.setNoDelay(true).pipe(socket));
  const socket = connect({ host: '127.0.0.1', port: await listen(server), noDelay: true });
  const samples: number[] = [];
  for (let trip = 0; trip < ROUND_TRIPS; trip += 1) {
    const begun = performance.now();
    socket.write('x');
    await new Promise((resolve) => socket.once('data', resolve));
    samples.push(performance.now() - begun);
  }
  socket.destroy();
  server.close();
  return medianFigure('a byte there and back over TCP', 'ms', samples, { of: `${ROUND_TRIPS} times` });
}

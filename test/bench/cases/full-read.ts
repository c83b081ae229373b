import { readMessage } from '../../../shared/hl7/read-message.ts';
import type { Figure } from '../figure.ts';
import { benchMessage, TWELVE_WATCHED } from '../messages.ts';
import type { Peer } from '../peer-readers.ts';
import { ratePerSecond, type Work } from '../rate.ts';
import { sampleFeed } from '../sample-feed.ts';

const BATCH = 20;
const FULL_READ = 'full read of a watched 12-OBX message';

/** Bytes to decoded observations through hl7-standard and the parity check, for a message that is watched. */
export async function measureFullRead(): Promise<readonly Figure[]> {
  const context = sampleFeed();
  const work = readingOf(`${FULL_READ}, one core`, (message) => readMessage(message, context));
  return [await ratePerSecond(work, 'messages/s', { is: 'at least', value: 2_000 })];
}

/** The same messages read by a peer. */
export async function measurePeerRead({ name, reader }: Peer): Promise<readonly Figure[]> {
  const work = readingOf(`${FULL_READ} by ${name}, one core`, await reader());
  return [await ratePerSecond(work, 'messages/s')];
}

function readingOf(name: string, read: (message: Uint8Array) => unknown): Work {
  const messages = Array.from({ length: BATCH }, (_, number) =>
    benchMessage({ tests: TWELVE_WATCHED, patient: `RS${number}`, number }),
  );
  const run = (): void => {
    for (const message of messages) read(message);
  };
  return { name, items: BATCH, run };
}

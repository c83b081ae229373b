import { readMessage } from '../../../shared/hl7/read-message.ts';
import type { Figure } from '../figure.ts';
import { benchMessage, TWELVE_WATCHED } from '../messages.ts';
import { ratePerSecond } from '../rate.ts';
import { sampleFeed } from '../sample-feed.ts';

const BATCH = 20;

/** Bytes to decoded observations through hl7-standard and the parity check, for a message that is watched. */
export async function measureFullRead(): Promise<readonly Figure[]> {
  const context = sampleFeed();
  const messages = Array.from({ length: BATCH }, (_, number) =>
    benchMessage({ tests: TWELVE_WATCHED, patient: `RS${number}`, number }),
  );
  const run = (): void => {
    for (const message of messages) readMessage(message, context);
  };
  const work = { name: 'full read of a watched 12-OBX message, one core', items: BATCH, run };
  return [await ratePerSecond(work, 'messages/s', { is: 'at least', value: 2_000 })];
}

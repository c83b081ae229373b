import { createWatchedCodes } from '../../../shared/clinical/watched-codes.ts';
import { decodeMessage } from '../../../shared/hl7/charset.ts';
import { scanMessage } from '../../../shared/hl7/scan.ts';
import type { TestName } from '../../../tools/day/laboratory.ts';
import type { Figure } from '../figure.ts';
import { benchMessage, TWELVE_UNWATCHED, TWELVE_WATCHED } from '../messages.ts';
import { ratePerSecond } from '../rate.ts';
import { sampleFeed } from '../sample-feed.ts';

const BATCH = 100;

function scanning(name: string, tests: readonly TestName[]) {
  const { feed } = sampleFeed();
  const isWatched = createWatchedCodes(feed.understanding);
  const messages = Array.from({ length: BATCH }, (_, number) =>
    benchMessage({ tests, patient: `RS${number}`, number }),
  );
  const run = (): void => {
    for (const message of messages) scanMessage(decodeMessage(message).text, isWatched);
  };
  return { name, items: BATCH, run };
}

/** Bytes to "is anything here watched?", character set included: the step at which most messages stop. */
export async function measureScan(): Promise<readonly Figure[]> {
  const goal = { target: { is: 'at least', value: 100_000 } } as const;
  return [
    await ratePerSecond(scanning('scan of a 12-OBX message, one core', TWELVE_UNWATCHED), 'messages/s', goal),
    await ratePerSecond(
      scanning('scan of a 12-OBX message with calcium, one core', TWELVE_WATCHED),
      'messages/s',
      goal,
    ),
  ];
}

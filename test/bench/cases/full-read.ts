import { readMessage } from '../../../shared/hl7/read-message.ts';
import type { Figure, Target } from '../figure.ts';
import { benchMessage, longMessage, messageWithReport, TWELVE_WATCHED } from '../messages.ts';
import type { Peer } from '../peer-readers.ts';
import { ratePerSecond } from '../rate.ts';
import { sampleFeed } from '../sample-feed.ts';

const REPORT_BYTES = 5_000_000;
const LONG = [200, 5_000] as const;

type Read = (message: Uint8Array) => unknown;

/** Bytes to decoded observations through hl7-standard and the parity check, for messages that are watched. */
export async function measureFullRead(): Promise<readonly Figure[]> {
  const context = sampleFeed();
  return readingOf('ours', (message) => readMessage(message, context), { is: 'at least', value: 2_000 });
}

/** The same messages read by a peer. */
export async function measurePeerRead({ name, reader }: Peer): Promise<readonly Figure[]> {
  return readingOf(name, await reader());
}

async function readingOf(reader: string, read: Read, target?: Target): Promise<readonly Figure[]> {
  const twelve = Array.from({ length: 20 }, (_, number) =>
    benchMessage({ tests: TWELVE_WATCHED, patient: `RS${number}`, number }),
  );
  const name = (what: string) => `full read of ${what}, ${reader}`;
  const figures = [
    await ratePerSecond(reading(name('12 OBX'), twelve, read), 'messages/s', {
      target,
      plotted: { chart: 'read', line: reader, x: 12 },
    }),
  ];
  for (const observations of LONG) {
    const work = reading(name(`${observations} OBX`), [longMessage(observations, observations)], read);
    const plotted = { chart: 'read', line: reader, x: observations } as const;
    figures.push(await ratePerSecond(work, 'messages/s', { plotted }));
  }
  const report = reading(name('a report of 5 MB'), [messageWithReport(REPORT_BYTES, 5)], read);
  figures.push(await ratePerSecond(report, 'messages/s', { plotted: { chart: 'report', line: reader } }));
  return figures;
}

function reading(name: string, messages: readonly Uint8Array[], read: Read) {
  const run = (): void => {
    for (const message of messages) read(message);
  };
  return { name, items: messages.length, run };
}

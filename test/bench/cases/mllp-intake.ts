import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectMllp } from '../../../tools/send/mllp-client.ts';
import { type Figure, quantile, readable, sortedSamples } from '../figure.ts';
import { benchMessage, TWELVE_WATCHED } from '../messages.ts';
import { startPipeline } from '../pipeline-process.ts';

const SECONDS = 8;
const CONNECTIONS = [1, 8, 32] as const;

const PATIENT = 'BENCHPATIENT';
const TEMPLATE = Buffer.from(
  benchMessage({ tests: TWELVE_WATCHED, patient: PATIENT, number: 0, sentAt: systemClock.now() }),
).toString();

/** Another message of another patient at hardly any cost to the sender, who shares the machine. */
function messageOf(number: number): Uint8Array {
  const text = TEMPLATE.replaceAll('B000000000', `B${number}`).replace(PATIENT, `BENCH${number}`);
  return Buffer.from(text);
}

/** Each connection sends one message, waits for its answer, sends the next: what a laboratory does. */
async function answersInEachSecond(port: number, connections: number): Promise<readonly number[]> {
  const begun = performance.now();
  const counts = Array.from({ length: SECONDS }, () => 0);
  const secondNow = (): number => Math.floor((performance.now() - begun) / 1_000);
  let number = connections * 1_000_000;
  const sendUntilTheEnd = async (): Promise<void> => {
    const client = await connectMllp('127.0.0.1', port);
    while (secondNow() < SECONDS) {
      number += 1;
      const answer = Buffer.from(await client.send(messageOf(number))).toString('latin1');
      if (!answer.includes('MSA|AA')) throw new Error('a message was not accepted');
      const second = secondNow();
      if (second < SECONDS) counts[second] = (counts[second] ?? 0) + 1;
    }
    client.close();
  };
  await Promise.all(Array.from({ length: connections }, sendUntilTheEnd));
  return counts.slice(1);
}

async function measureWith(connections: number): Promise<Figure> {
  const pipeline = await startPipeline();
  const sorted = sortedSamples(await answersInEachSecond(pipeline.mllpPort, connections));
  await pipeline.stop();
  return {
    name: `MLLP intake, ${connections} connection${connections === 1 ? '' : 's'}, each message on disk before its ACK`,
    unit: 'messages/s',
    measured: quantile(sorted, 0.5),
    spread: `${readable(quantile(sorted, 0))} to ${readable(quantile(sorted, 1))} over ${sorted.length} s`,
  };
}

/** Messages acknowledged a second by the local runtime, which judges them at the same time. */
export async function measureMllpIntake(): Promise<readonly Figure[]> {
  const figures = [];
  for (const connections of CONNECTIONS) figures.push(await measureWith(connections));
  return figures;
}

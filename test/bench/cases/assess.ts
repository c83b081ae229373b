import { createMllpDecoder, encodeMllp } from '../../../shared/hl7/mllp-codec.ts';
import type { KindMessages } from '../../cost/kinds.ts';
import { type Figure, medianFigure } from '../figure.ts';
import { monthInSmall, thirdWithCalcium } from '../mixes.ts';
import { createOwnPipeline, type OwnPipeline, playThrough } from '../own-pipeline.ts';
import { passes } from '../pass.ts';
import { sampleConfig } from '../sample-feed.ts';
import { memoryTable } from '../tables.ts';

const MESSAGES = 600;
const PASSES = { warmUp: 3, measured: 7 };

/** From MLLP's bytes to the stored judgement with everything outside in memory: what our own code takes. */
export async function measureAssess(): Promise<readonly Figure[]> {
  return [
    ...(await figuresOf('the month of a laboratory', monthInSmall(MESSAGES))),
    ...(await figuresOf('a third with calcium, all of patients with cancer', thirdWithCalcium(MESSAGES), {
      target: { is: 'below', value: 0.55 },
    })),
  ];
}

async function figuresOf(
  name: string,
  { before, counted }: KindMessages,
  more: Pick<Figure, 'target'> = {},
): Promise<readonly Figure[]> {
  const measured = await passes(PASSES, async () => {
    const pipeline = createOwnPipeline(memoryTable(), sampleConfig());
    await playThrough(pipeline, before);
    return () => fromTheWire(pipeline, counted);
  });
  const rates = measured.map(({ ms }) => (counted.length / ms) * 1_000);
  const cpu = measured.map(({ processMs }) => processMs / counted.length);
  return [
    medianFigure(`door and assess, in memory, ${name}`, 'messages/s', rates, {
      target: { is: 'at least', value: 1_000 },
    }),
    medianFigure(`processor time of our own code, ${name}`, 'ms a message', cpu, more),
  ];
}

/** As the gateway does: frames decoded, then the door, then `assess` in batches. */
async function fromTheWire(pipeline: OwnPipeline, messages: readonly Uint8Array[]): Promise<void> {
  const decoder = createMllpDecoder({ maxBytes: 10_000_000 });
  const decoded = messages.flatMap((message) =>
    [...decoder.push(encodeMllp(message))].flatMap((event) => (event.is === 'message' ? [event.bytes] : [])),
  );
  await playThrough(pipeline, decoded);
}

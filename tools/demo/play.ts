import { MINUTE_MS, plusMs } from '../../shared/clinical/instant.ts';
import type { DayMessage } from '../day/tell-story.ts';
import type { Played } from './account.ts';
import type { DemoPipeline } from './pipeline.ts';

/** The sweep comes each minute; it is left out while nothing is owed. */
async function sweepUntil(pipeline: DemoPipeline, at: number): Promise<void> {
  while (pipeline.recorder.owesPages() && pipeline.clock.now() + MINUTE_MS <= at) {
    pipeline.clock.moveTo(plusMs(pipeline.clock.now(), MINUTE_MS));
    await pipeline.sweep();
  }
}

/** Sends the messages one after the other, each at its own time, and notes what comes of each. */
export async function playDay(
  messages: readonly DayMessage[],
  pipeline: DemoPipeline,
  onPlayed: () => void,
): Promise<readonly Played[]> {
  const played: Played[] = [];
  for (const message of messages) {
    await sweepUntil(pipeline, message.at);
    pipeline.clock.moveTo(message.at);
    await pipeline.receive(Buffer.from(message.text));
    played.push({ message, happening: pipeline.recorder.take() });
    onPlayed();
  }
  return played;
}

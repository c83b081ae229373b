import type { Published } from '../../shared/fhir/publish-events.ts';
import { EventsLeftError } from '../../shared/runtime/errors.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';

export type FhirEventsParts = {
  readonly publishEvents: () => Promise<Published>;
  readonly telemetry: Pick<Telemetry, 'count' | 'info'>;
};

/** Each minute: every alert that is not told yet. What is left is told by the next run; that it was left is an error of this one. */
export function createHandler({ publishEvents, telemetry }: FhirEventsParts): () => Promise<void> {
  return async () => {
    const { published, failed } = await publishEvents();
    telemetry.count('EventsPublished', published);
    if (published > 0 || failed > 0) telemetry.info('events-published', { published, failed });
    if (failed > 0) throw new EventsLeftError(`${failed} left`);
  };
}

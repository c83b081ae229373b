import { expect, it } from 'vitest';
import { createAddedCounts } from '../../../shared/runtime/added-counts.ts';
import { silentTelemetry, type Told } from '../functions/silent-telemetry.ts';

it('adds up what has one name and the same dimensions, and says it once', () => {
  const told: Told[] = [];
  const counts = createAddedCounts(silentTelemetry(told));
  for (const feed of ['a', 'b', 'a']) counts.add('MessagesJudged', { feed });
  counts.add('MessagesIgnored', { feed: 'a' });

  counts.flush();
  counts.flush();

  expect(told).toEqual([
    { event: 'MessagesJudged', fields: { feed: 'a', by: 2 } },
    { event: 'MessagesJudged', fields: { feed: 'b', by: 1 } },
    { event: 'MessagesIgnored', fields: { feed: 'a', by: 1 } },
  ]);
});

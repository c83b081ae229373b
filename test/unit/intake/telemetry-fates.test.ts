import { expect, it } from 'vitest';
import type { Fate } from '../../../shared/intake/fate.ts';
import { createTelemetryFates } from '../../../shared/intake/telemetry-fates.ts';

it.each<[Fate, unknown[]]>([
  [
    { is: 'judged', valuesQuarantined: ['implausible'] },
    [
      ['MessagesJudged', 1, { feed: 'east' }],
      ['ValuesQuarantined', 1, { feed: 'east', reason: 'implausible' }],
    ],
  ],
  [{ is: 'ignored', reason: 'test' }, [['MessagesIgnored', 1, { feed: 'east', reason: 'test' }]]],
  [{ is: 'quarantined', reason: 'parity' }, [['MessagesQuarantined', 1, { feed: 'east', reason: 'parity' }]]],
  [
    { is: 'quarantined', reason: 'values-quarantined', valuesQuarantined: ['unit-missing'] },
    [
      ['MessagesQuarantined', 1, { feed: 'east', reason: 'values-quarantined' }],
      ['ValuesQuarantined', 1, { feed: 'east', reason: 'unit-missing' }],
    ],
  ],
])('counts the fate %j', async (fate, expected) => {
  const counted: unknown[] = [];
  const fates = createTelemetryFates({ count: (...metric) => void counted.push(metric) });
  await fates.record('m1', 'east', fate);
  fates.flush?.();
  expect(counted).toStrictEqual(expected);
});

it('counts all senders that nobody configured together', async () => {
  const feeds: unknown[] = [];
  const fates = createTelemetryFates({ count: (_metric, _by, { feed } = {}) => void feeds.push(feed) });
  await fates.record('m1', 'unknown-0123456789ab', { is: 'ignored', reason: 'test' });
  await fates.record('m2', 'unknown-refused', { is: 'ignored', reason: 'message-type' });
  fates.flush?.();
  expect(feeds).toEqual(['unknown', 'unknown']);
});

it('adds up what is alike and counts it once', async () => {
  const counted: unknown[] = [];
  const fates = createTelemetryFates({ count: (...metric) => void counted.push(metric) });
  const judged: Fate = { is: 'judged', valuesQuarantined: [] };
  for (const id of ['m1', 'm2', 'm3']) await fates.record(id, 'east', judged);
  await fates.record('m4', 'west', judged);
  fates.flush?.();
  fates.flush?.();
  expect(counted).toEqual([
    ['MessagesJudged', 3, { feed: 'east' }],
    ['MessagesJudged', 1, { feed: 'west' }],
  ]);
});

import { expect, it } from 'vitest';
import type { Fate } from '../../../shared/intake/fate.ts';
import { createTelemetryFates } from '../../../shared/intake/telemetry-fates.ts';

it.each<[Fate, unknown[]]>([
  [
    { is: 'judged', valuesQuarantined: ['implausible'] },
    [
      ['Messages', 1, { feed: 'east', fate: 'judged', reason: 'judged' }],
      ['ValuesQuarantined', 1, { feed: 'east', reason: 'implausible' }],
    ],
  ],
  [{ is: 'ignored', reason: 'test' }, [['Messages', 1, { feed: 'east', fate: 'ignored', reason: 'test' }]]],
  [
    { is: 'quarantined', reason: 'parity' },
    [['Messages', 1, { feed: 'east', fate: 'quarantined', reason: 'parity' }]],
  ],
  [
    { is: 'quarantined', reason: 'values-quarantined', valuesQuarantined: ['unit-missing'] },
    [
      ['Messages', 1, { feed: 'east', fate: 'quarantined', reason: 'values-quarantined' }],
      ['ValuesQuarantined', 1, { feed: 'east', reason: 'unit-missing' }],
    ],
  ],
])('counts the fate %j', async (fate, expected) => {
  const counted: unknown[] = [];
  await createTelemetryFates({ count: (...metric) => void counted.push(metric) }).record('m1', 'east', fate);
  expect(counted).toEqual(expected);
});

it('counts all senders that nobody configured together', async () => {
  const feeds: unknown[] = [];
  const fates = createTelemetryFates({ count: (_metric, _by, { feed } = {}) => void feeds.push(feed) });
  await fates.record('m1', 'unknown-0123456789ab', { is: 'ignored', reason: 'test' });
  await fates.record('m2', 'unknown-refused', { is: 'ignored', reason: 'test' });
  expect(feeds).toEqual(['unknown', 'unknown']);
});

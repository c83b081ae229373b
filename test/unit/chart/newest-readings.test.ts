import { describe, expect, it } from 'vitest';
import { newestReadings } from '../../../shared/chart/newest-readings.ts';
import type { StoredFact } from '../../../shared/chart/stored-fact.ts';
import type { PatientFact } from '../../../shared/clinical/fact.ts';
import { epochMs, MINUTE_MS } from '../../../shared/clinical/instant.ts';
import { chartedFact, keys, NOW } from './charts.ts';

function reading(minute: number, more: Partial<PatientFact> & { where?: string; message?: string } = {}) {
  const { where = 'P#1', message = 'message', ...content } = more;
  const fact = chartedFact(where, '', content);
  const stored: StoredFact = {
    fact: { ...fact, factKey: keys.factKey(message, fact) },
    readAt: epochMs(NOW + minute * MINUTE_MS),
    expiresAt: undefined,
  };
  return stored;
}

const versions = (stored: readonly StoredFact[]) =>
  newestReadings(stored).map(({ mapVersion }) => mapVersion);

describe('of the facts of one patient', () => {
  it('all count that are of different messages', () => {
    const facts = [reading(0, { message: 'a' }), reading(1, { message: 'b' })];
    expect(newestReadings(facts)).toEqual(facts.map(({ fact }) => fact));
  });

  it('the newest reading of a message replaces the others, in whichever order they are stored', () => {
    const facts = [2, 3, 1].map((minute) => reading(minute, { mapVersion: `${minute}` }));
    expect(versions(facts)).toEqual(['3']);
    expect(versions(facts.toReversed())).toEqual(['3']);
  });

  it('of two readings of the same instant the one of the greater key counts, in whichever order they are stored', () => {
    const facts = ['1', '2'].map((mapVersion) => reading(1, { mapVersion }));
    const [last] = facts.map(({ fact }) => fact).sort((a, b) => (a.factKey > b.factKey ? -1 : 1));
    expect(versions(facts)).toEqual([last?.mapVersion]);
    expect(versions(facts.toReversed())).toEqual([last?.mapVersion]);
  });

  it('a message read again is neither later nor imported', () => {
    const first = reading(1, { mapVersion: '1', receivedAt: epochMs(NOW - MINUTE_MS) });
    const again = reading(2, { mapVersion: '2', origin: 'import' });
    const expected = { mapVersion: '2', receivedAt: NOW - MINUTE_MS, origin: 'live' };
    expect(newestReadings([first, again])).toEqual([expect.objectContaining(expected)]);
    expect(newestReadings([reading(1, { origin: 'import' })])[0]?.origin).toBe('import');
  });

  it('what one message brought for two patients stays with both', () => {
    expect(newestReadings([reading(1), reading(1, { where: 'P#2' })])).toHaveLength(2);
  });
});

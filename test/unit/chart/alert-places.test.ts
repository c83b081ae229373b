import { describe, expect, it } from 'vitest';
import { listedItemSchema, placedItemSchema, placeItems } from '../../../shared/chart/alert-places.ts';
import { NOW } from './charts.ts';

const more = { team: 'lung', raisedAt: NOW, details: 'attempt-1' };

describe('what says where an alert lies', () => {
  it('is read as it was put', () => {
    const [line, place] = placeItems({ id: 'a', where: 'P#1' }, more);
    expect(listedItemSchema.parse(line)).toEqual({
      ...{ sk: 'RAISED#2026-01-05T12:00:00.000Z#a', alertId: 'a', where: 'P#1', details: 'attempt-1' },
    });
    expect(placedItemSchema.parse(place)).toEqual({ alertId: 'a', where: 'P#1' });
  });

  it.each(['alertId', 'where', 'sk', 'details'])('is not read as a line of a list without its %s', (name) => {
    const [line] = placeItems({ id: 'a', where: 'P#1' }, more);
    expect(listedItemSchema.safeParse({ ...line, [name]: undefined }).success).toBe(false);
  });

  it.each(['alertId', 'where'])('is not read as a place without its %s', (name) => {
    const [, place] = placeItems({ id: 'a', where: 'P#1' }, more);
    expect(placedItemSchema.safeParse({ ...place, [name]: undefined }).success).toBe(false);
  });
});

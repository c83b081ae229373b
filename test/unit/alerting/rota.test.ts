import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duties, onCall } from '../../../shared/alerting/rota.ts';
import { DAY_MS, epochMs } from '../../../shared/clinical/instant.ts';
import { rotaSchema } from '../../../shared/runtime/config-escalation.ts';

const LONDON = 'Europe/London';
const instant = (text: string) => epochMs(Date.parse(text));
const weekly = { from: '2026-03-02T09:00', people: ['anna', 'ben', 'cleo'] };
const rotaOf = (more: object) => rotaSchema.parse({ step: 'on-call', ...more });

describe('who is on call by the week', () => {
  it.each([
    ['2026-02-09T09:00:00Z', undefined],
    ['2026-03-02T08:59:59Z', undefined],
    ['2026-03-02T09:00:00Z', 'anna'],
    ['2026-03-09T08:59:59Z', 'anna'],
    ['2026-03-09T09:00:00Z', 'ben'],
    ['2026-03-16T09:00:00Z', 'cleo'],
    ['2026-03-23T09:00:00Z', 'anna'],
    // Summer time begins on 29 March: the handover is at 09:00 of the clock on the wall.
    ['2026-03-30T07:59:59Z', 'anna'],
    ['2026-03-30T08:00:00Z', 'ben'],
    ['2026-10-26T08:59:59Z', 'anna'],
    ['2026-10-26T09:00:00Z', 'ben'],
  ])('at %s is %s', (at, person) => {
    expect(onCall(rotaOf({ weekly }), LONDON, instant(at))).toBe(person);
  });
});

describe('who is on call by a turn', () => {
  const rota = rotaOf({
    weekly,
    shifts: [
      { from: '2026-03-03T20:00', to: '2026-03-04T08:00', person: 'dora' },
      { from: '2026-03-10T12:00:00Z', to: '2026-03-10T13:00:00Z', person: 'emil' },
    ],
    overrides: [
      { from: '2026-03-04T00:00', to: '2026-03-05T00:00', person: 'finn' },
      { from: '2026-03-04T07:00', to: '2026-03-04T07:30', person: 'gil' },
    ],
  });

  it.each([
    ['a shift goes before the week', '2026-03-03T20:00:00Z', 'dora'],
    ['an override goes before a shift', '2026-03-04T00:00:00Z', 'finn'],
    ['the last of several goes first', '2026-03-04T07:29:59Z', 'gil'],
    ['a turn ends at its end', '2026-03-04T07:30:00Z', 'finn'],
    ['then it is the week again', '2026-03-05T00:00:00Z', 'anna'],
    ['an offset of its own holds', '2026-03-10T12:30:00Z', 'emil'],
  ])('%s', (_, at, person) => {
    expect(onCall(rota, LONDON, instant(at))).toBe(person);
  });
});

describe('the duties of a time', () => {
  it('follow each other without a gap and name who is on call, or nobody', () => {
    const rota = rotaOf({
      weekly,
      overrides: [{ from: '2026-03-10T18:00', to: '2026-03-11T08:00', person: 'anna' }],
    });
    expect(
      duties(rota, LONDON, instant('2026-03-01T00:00:00Z'), instant('2026-03-17T00:00:00Z')).map(
        ({ from, to, person }) => [new Date(from).toISOString(), new Date(to).toISOString(), person],
      ),
    ).toEqual([
      ['2026-03-01T00:00:00.000Z', '2026-03-02T09:00:00.000Z', undefined],
      ['2026-03-02T09:00:00.000Z', '2026-03-09T09:00:00.000Z', 'anna'],
      ['2026-03-09T09:00:00.000Z', '2026-03-10T18:00:00.000Z', 'ben'],
      ['2026-03-10T18:00:00.000Z', '2026-03-11T08:00:00.000Z', 'anna'],
      ['2026-03-11T08:00:00.000Z', '2026-03-16T09:00:00.000Z', 'ben'],
      ['2026-03-16T09:00:00.000Z', '2026-03-17T00:00:00.000Z', 'cleo'],
    ]);
  });

  it('begin and end with the time, whatever was before it or begins at its end', () => {
    const rota = rotaOf({
      weekly,
      overrides: [{ from: '2026-03-10T18:00', to: '2026-03-11T08:00', person: 'anna' }],
    });
    const to = instant('2026-03-16T09:00:00Z');
    for (const from of ['2026-03-11T08:00:00Z', '2026-03-12T00:00:00Z'].map(instant)) {
      expect(duties(rota, LONDON, from, to)).toEqual([{ from, to, person: 'ben' }]);
    }
  });

  it('are one where the same person goes on, or nobody ever is', () => {
    const [from, to] = [instant('2026-03-02T09:00:00Z'), instant('2026-06-01T00:00:00Z')];
    const alone = rotaOf({ weekly: { ...weekly, people: ['anna'] } });
    expect(duties(alone, LONDON, from, to)).toEqual([{ from, to, person: 'anna' }]);
    expect(duties(rotaOf({}), LONDON, from, to)).toEqual([{ from, to, person: undefined }]);
  });

  it('are as it is at every moment of them', () => {
    const moment = fc.integer({ min: instant('2026-02-20T00:00:00Z'), max: instant('2026-12-01T00:00:00Z') });
    const zone = fc.constantFrom(LONDON, 'America/New_York', 'Australia/Lord_Howe', 'UTC');
    fc.assert(
      fc.property(moment, fc.double({ min: 0, max: 1, noNaN: true }), zone, (start, share, timeZone) => {
        const from = epochMs(start);
        const to = epochMs(start + 28 * DAY_MS);
        const rota = rotaOf({ weekly });
        const at = epochMs(Math.floor(from + share * (to - from - 1)));
        const duty = duties(rota, timeZone, from, to).find((one) => one.from <= at && at < one.to);
        expect(duty?.person).toBe(onCall(rota, timeZone, at));
      }),
    );
  });
});

import { describe, expect, test } from 'vitest';
import { alertedByResult, toChartedAlert } from '../../../../shared/clinical/alerted.ts';
import type { EpochMs } from '../../../../shared/clinical/instant.ts';
import type { ChartedAlert, ChartedFact } from '../../../../shared/clinical/verdict.ts';
import {
  ACTIVE,
  albumin,
  charted,
  days,
  diagnosis,
  hours,
  ionized,
  judged,
  lived,
  message,
  minutesAfter,
  type ResultParts,
  short,
  total,
} from './patient.ts';

const AT = days(0);
const mg = (value: number, at: EpochMs = AT, parts: ResultParts = {}) => {
  const receivedAt = minutesAfter(parts.reportedAt ?? at, 60);
  return message([total(`${value} mg/dL`, at, parts), albumin('40 g/L', at)], { receivedAt });
};
/** A further version of the total collected at that time, reported so many hours after midnight. */
const version = (
  status: 'F' | 'C' | 'W' | 'X' | 'P',
  value: number | undefined,
  hour: number,
  at: EpochMs = AT,
) =>
  message(
    [total(value === undefined ? undefined : `${value} mg/dL`, at, { status, reportedAt: hours(hour) })],
    {
      receivedAt: hours(hour),
    },
  );

const steps = (given: readonly (readonly ChartedFact[])[]) =>
  lived([[ACTIVE], ...given])
    .raised.slice(1)
    .map(short);

describe('a correction', () => {
  test.each([
    [13.0, ['correction critical > urgent']],
    [11.0, ['correction critical > routine']],
    [10.0, ['correction critical > nothing']],
    [13.7, []],
  ])('of a critical value to %d', (value, expected) => {
    expect(steps([[mg(13.6)], [version('C', value, 5)]])).toEqual([['critical R2'], expected]);
  });

  test('upwards is an alert', () => {
    expect(steps([[mg(11.0)], [version('C', 13.6, 5)]])).toEqual([['routine R2'], ['critical R3']]);
  });

  test('that changes nothing gives nothing', () => {
    expect(steps([[mg(13.6)], [version('C', 13.6, 5)]])).toEqual([['critical R2'], []]);
  });

  test('away and back again pages again, under another number', () => {
    const { raised } = lived([
      [ACTIVE, mg(13.6)],
      [version('C', 10.0, 5)],
      [version('C', 13.6, 6)],
      [version('C', 10.0, 7)],
    ]);

    expect(raised.map(short)).toEqual([
      ['critical R2'],
      ['correction critical > nothing'],
      ['critical R2'],
      ['correction critical > nothing'],
    ]);
    expect(raised.flat().map(({ n }) => n)).toEqual([0, 0, 1, 1]);
  });

  test('in two steps lowers twice, about the first alert', () => {
    const { raised } = lived([
      [ACTIVE, mg(13.6)],
      [version('C', 13.0, 5)],
      [version('C', 11.0, 6)],
      [version('C', 10, 7)],
    ]);

    expect(raised.map(short)).toEqual([
      ['critical R2'],
      ['correction critical > urgent'],
      ['correction critical > routine'],
      ['correction critical > nothing'],
    ]);
    expect(new Set(raised.slice(1).map(([notice]) => notice?.about)).size).toBe(1);
    expect(raised.flat().map(({ n }) => n)).toEqual([0, 0, 1, 2]);
  });

  test('carries the level, grade and rule of the alert, and the value as it is now', () => {
    const { raised, alerted } = lived([[ACTIVE, mg(13.6)], [version('C', 13.2, 5)]]);

    expect(raised[1]?.[0]).toMatchObject({
      kind: 'correction',
      about: alerted[0]?.id,
      level: 'critical',
      alertLevel: 'critical',
      grade: 4,
      rule: 'R2',
      standingLevel: 'urgent',
      standingGrade: 3,
      value: '13.2',
      cancer: { class: 'active' },
    });
  });

  test('speaks of its own draw, whatever others there are', () => {
    const { raised } = lived([[ACTIVE, mg(10.1, days(-2))], [mg(13.6)], [version('C', 13.2, 5)]]);

    expect(raised[2]).toMatchObject([{ value: '13.2', correctedValue: '13.2', collectedAt: AT }]);
    expect(raised[2]?.[0]?.reasons.map(({ code }) => code)).toContain('GRADE');
  });

  test('lets a draw of the episode that is above what still stands page at once', () => {
    const { raised } = lived([[ACTIVE, mg(13.6)], [mg(13.7, hours(20))], [version('C', 11.0, 30)]]);

    expect(raised.map(short)).toEqual([
      ['critical R2'],
      [],
      ['correction critical > routine', 'critical R3'],
    ]);
    expect(raised[2]?.[1]?.collectedAt).toBe(hours(20));
  });

  test('follows a late albumin and a late ionized calcium', () => {
    const bare = message([total('12.1 mg/dL', AT)]);
    const lateAlbumin = message([albumin('45 g/L', AT)], { receivedAt: hours(5) });
    const lateIonized = message([ionized('1.31 mmol/L', AT)], { receivedAt: hours(6) });

    expect(steps([[bare], [lateAlbumin], [lateIonized]])).toEqual([
      ['urgent R2'],
      ['correction urgent > routine'],
      [],
    ]);
    expect(steps([[mg(13.6)], [lateIonized]])).toEqual([['critical R2'], ['correction critical > routine']]);
  });

  test('to a worklist level has no entry of its own', () => {
    const ionizedNormal = message([ionized('1.22 mmol/L', AT)], { receivedAt: hours(6) });

    expect(steps([[mg(13.6)], [ionizedNormal]])).toEqual([
      ['critical R2'],
      ['correction critical > worklist'],
    ]);
  });

  test('of a worklist entry is a notice too', () => {
    const provisional = message([total('10.2 mg/dL', AT)]);
    const older = message([albumin('24 g/L', days(-12))]);
    const now = message([albumin('40 g/L', AT)], { receivedAt: hours(5) });

    expect(steps([[older], [provisional], [now]])).toEqual([
      [],
      ['worklist PROVISIONAL'],
      ['correction worklist > nothing'],
    ]);
  });
});

describe('a retraction', () => {
  test.each(['W', 'X'] as const)('follows OBX-11 %s', (status) => {
    const { raised } = lived([[ACTIVE, mg(13.6)], [version(status, undefined, 5)]]);

    expect(raised[1]).toMatchObject([
      {
        kind: 'retraction',
        level: 'critical',
        grade: 4,
        value: '13.6',
        unit: 'mg/dL',
        upperLimit: '10.5',
        outcome: 'alerted',
      },
    ]);
    expect(raised[1]?.[0]).not.toHaveProperty('standingLevel');
  });

  test('rests on the version that withdraws and on the one that had a value', () => {
    const told = { ...mg(13.6), factKey: 'told' };
    const gone = { ...version('W', undefined, 5), factKey: 'gone' };

    expect(lived([[ACTIVE, told], [gone]]).raised[1]?.[0]?.restsOn).toEqual(['gone', 'told']);
    const withValue = { ...version('W', 13.6, 5), factKey: 'gone' };
    expect(lived([[ACTIVE, told], [withValue]]).raised[1]?.[0]?.restsOn).toEqual(['gone']);
  });

  test('shows nothing where no version had a value that can be shown', () => {
    const alert = charted(judged([ACTIVE, mg(13.6)]).raised);

    const { raised } = judged([ACTIVE, version('W', undefined, 5)], alert);

    expect(raised).toMatchObject([
      { kind: 'retraction', value: '', unit: '', comparator: '', upperLimit: '' },
    ]);
  });

  test('is a correction while other calcium of the draw stands', () => {
    const both = message([total('13.6 mg/dL', AT), albumin('40 g/L', AT), ionized('1.85 mmol/L', AT)]);
    const without = message([ionized(undefined, AT, { status: 'W', reportedAt: hours(5) })], {
      receivedAt: hours(5),
    });

    expect(steps([[both], [without]])).toEqual([['critical R2'], []]);
    const milder = message([total('11 mg/dL', AT), albumin('40 g/L', AT), ionized('1.85 mmol/L', AT)]);
    expect(steps([[milder], [without]])).toEqual([['critical R2'], ['correction critical > routine']]);
  });

  test('is of the draw whose value it withdraws, though it names the time of a later draw', () => {
    const key = { key: 'first' };
    const withdrawal = message(
      [total(undefined, hours(26), { ...key, status: 'W', reportedAt: hours(28) })],
      {
        receivedAt: hours(28),
      },
    );

    const { raised } = lived([[ACTIVE, mg(13.6, AT, key)], [mg(12.7, hours(26))], [withdrawal]]);

    expect(raised.slice(1).map(short)).toEqual([[], ['retraction critical > nothing', 'urgent R2']]);
    expect(raised[2]?.[0]?.collectedAt).toBe(AT);
  });

  test('becomes a correction by what else was drawn then, whatever time the withdrawal names', () => {
    const both = message([
      total('13.6 mg/dL', AT, { key: 'total' }),
      total('11 mg/dL', AT, { key: 'repeat' }),
      albumin('40 g/L', AT),
    ]);
    const without = message(
      [total(undefined, hours(5), { key: 'total', status: 'W', reportedAt: hours(5) })],
      { receivedAt: hours(5) },
    );

    expect(steps([[both], [without]])).toEqual([['critical R2'], ['correction critical > routine']]);
  });

  /** A draw so many minutes after the one that is withdrawn. */
  const around = (minutes: number, value: number) => {
    const then = minutesAfter(AT, minutes);
    return message([total(`${value} mg/dL`, then), albumin('40 g/L', then)], { receivedAt: hours(4) });
  };

  test.each([
    [-100, 110],
    [100, -110],
  ])('stays with the draw nearest to it: %d min, not %d min', (near, far) => {
    const draws = [around(far, 10.1), around(near, 11.0)];

    expect(steps([[mg(13.6)], [version('W', undefined, 5), ...draws]])[1]).toEqual([
      'correction critical > routine',
    ]);
  });

  test.each([
    [-121, 'retraction critical > nothing'],
    [-120, 'correction critical > routine'],
    [120, 'correction critical > routine'],
    [121, 'retraction critical > nothing'],
  ])('stays with a draw up to two hours away: %d min', (minutes, notice) => {
    const { raised } = lived([[ACTIVE], [mg(13.6)], [version('W', undefined, 5), around(minutes, 11.0)]]);

    expect(short(raised.at(-1) ?? [])[0]).toBe(notice);
  });

  test('between two draws equally near stays with the earlier', () => {
    const draws = [around(-100, 10.1), around(100, 11.0)];

    expect(steps([[mg(13.6)], [version('W', undefined, 5), ...draws]])[1]).toEqual([
      'correction critical > nothing',
      'routine R2',
    ]);
  });

  test('of a draw alerted under two results is one notice, and it counts for both', () => {
    const first = message([total('11.0 mg/dL', AT), albumin('40 g/L', AT)]);
    const then = message([ionized('1.85 mmol/L', AT)], { receivedAt: hours(4) });
    const gone = message(
      [
        total(undefined, AT, { status: 'W', reportedAt: hours(5) }),
        ionized(undefined, AT, { status: 'W', reportedAt: hours(5) }),
      ],
      { receivedAt: hours(5) },
    );
    const back = version('F', 11.0, 7);

    const { raised } = lived([[ACTIVE, first], [then], [gone], [back]]);

    expect(raised.map(short)).toEqual([
      ['routine R2'],
      ['critical R3'],
      ['retraction critical > nothing'],
      ['routine R2'],
    ]);
    expect(raised[2]?.[0]?.also).toMatchObject([{ level: 'routine', n: 0 }]);
    expect(raised[3]?.[0]?.n).toBe(1);
  });

  test('of two results that stand at one level is one notice all the same', () => {
    const first = message([total('12.6 mg/dL', AT), albumin('40 g/L', AT)]);
    const then = message([ionized('1.85 mmol/L', AT)], { receivedAt: hours(4) });
    const milder = message([ionized('1.65 mmol/L', AT, { status: 'C', reportedAt: hours(5) })], {
      receivedAt: hours(5),
    });
    const withdrawn = { status: 'W' as const, reportedAt: hours(6) };
    const gone = message([total(undefined, AT, withdrawn), ionized(undefined, AT, withdrawn)], {
      receivedAt: hours(6),
    });

    expect(steps([[first], [then], [milder], [gone]])).toEqual([
      ['urgent R2'],
      ['critical R3'],
      ['correction critical > urgent'],
      ['retraction critical > nothing'],
    ]);
  });

  test('of two results that stood at one level is about the same one in whichever order they came', () => {
    const draw = [ACTIVE, mg(12.6), message([ionized('1.65 mmol/L', AT)])];
    const [alert] = charted(judged(draw).raised);
    const told = [alert, { ...alert, id: 'other', resultKey: `calcium-total ${AT}` }] as ChartedAlert[];
    const withdrawn = { status: 'W' as const, reportedAt: hours(6) };
    const gone = [
      message([total(undefined, AT, withdrawn)]),
      message([ionized(undefined, AT, withdrawn)]),
    ] as const;

    const abouts = [gone, gone.toReversed()].map((order) =>
      judged([ACTIVE, ...order], told).raised.map(({ kind, about }) => [kind, about]),
    );

    expect(abouts).toEqual([[['retraction', alert?.id]], [['retraction', alert?.id]]]);
  });

  test('follows a mended code map by which the value is no calcium to grade', () => {
    const mended = message(
      [{ ...total('13.6 mg/dL', AT, { reportedAt: hours(5) }), analyte: 'calcium-shown-only' }],
      { receivedAt: hours(5) },
    );

    expect(steps([[mg(13.6)], [mended]])).toEqual([['critical R2'], ['retraction critical > nothing']]);
  });

  test('of draws that lie apart is a notice each, whichever came first', () => {
    const other = (status: 'F' | 'W', hour: number) =>
      message(
        [
          { ...total(status === 'W' ? undefined : '13.7 mg/dL', hours(20)), status, reportedAt: hours(hour) },
          albumin('40 g/L', hours(20)),
        ],
        { receivedAt: hours(hour) },
      );
    const facts = [ACTIVE, mg(11.0), other('F', 21)];
    const { alerted } = lived(facts.map((fact) => [fact]));

    const withdrawn = [version('W', undefined, 30), other('W', 30)];

    for (const order of [[...facts, ...withdrawn], [...facts, ...withdrawn].toReversed()]) {
      expect(short(judged(order, alerted).raised)).toEqual([
        'retraction routine > nothing',
        'retraction critical > nothing',
      ]);
    }
  });
});

describe('preliminary and final', () => {
  test('with the same value give no second page', () => {
    expect(steps([[version('P', 13.6, 1)], [version('F', 13.6, 5)]])).toEqual([['critical R2'], []]);
  });

  test('a later preliminary that names another time moves nothing that is final', () => {
    const later = message(
      [total('13.6 mg/dL', hours(3), { key: `calcium-total ${AT}`, status: 'P', reportedAt: hours(5) })],
      { receivedAt: hours(5) },
    );

    expect(steps([[mg(13.6)], [later]])).toEqual([['critical R2'], []]);
  });

  test('a milder later preliminary gives a correction to its level', () => {
    const given = [[version('P', 13.6, 1)], [version('P', 12.6, 2)], [version('F', 12.6, 5)]];

    expect(steps(given)).toEqual([['critical R2'], ['correction critical > urgent'], []]);
  });

  test('a draw alerted by one of its preliminary values stays alerted when they are milder', () => {
    const second = (value: number) =>
      message([total(`${value} mg/dL`, minutesAfter(AT, 20), { status: 'P' })], { receivedAt: hours(2) });

    expect(steps([[version('P', 13.6, 1)], [second(12.0), version('P', 12.6, 3)]])).toEqual([
      ['critical R2'],
      ['correction critical > urgent'],
    ]);
  });

  test('a milder final gives a correction', () => {
    expect(steps([[version('P', 13.6, 1)], [version('F', 10.0, 5)]])).toEqual([
      ['critical R2'],
      ['correction critical > nothing'],
    ]);
  });

  test('a preliminary that loses its value gives a retraction', () => {
    expect(steps([[version('P', 13.6, 1)], [version('P', undefined, 5)]])).toEqual([
      ['critical R2'],
      ['retraction critical > nothing'],
    ]);
  });
});

describe('draws judged together', () => {
  const known = [mg(12.6), mg(13.6, hours(40))];
  const cancer = diagnosis('C50.9', hours(60));

  test('are all said to be alerted', () => {
    expect(judged([...known, cancer]).judgements.map(({ outcome }) => outcome)).toEqual([
      'alerted',
      'alerted',
    ]);
  });

  test('count as alerted while the alert they were told with stands', () => {
    const milder = version('C', 12.0, 70);

    expect(lived([known, [cancer], [milder]]).raised.map(short)).toEqual([[], ['critical R2'], []]);
  });

  test('page at once when that alert is withdrawn', () => {
    const withdrawn = version('W', undefined, 70, hours(40));

    const { raised } = lived([known, [cancer], [withdrawn]]);

    expect(raised.map(short)).toEqual([[], ['critical R2'], ['retraction critical > nothing', 'urgent R2']]);
  });

  test('of another episode count at no more than they are now', () => {
    const apart = [mg(12.6), mg(10.1, hours(24)), mg(10.1, hours(49)), mg(13.6, hours(100))];
    const late = diagnosis('C50.9', hours(140));

    const { raised } = lived([apart, [late], [version('C', 11, 145)], [mg(12.1, hours(20))]]);

    expect(raised.map(short)).toEqual([[], ['critical R2'], [], ['urgent R3']]);
  });
});

describe('what is not among the facts', () => {
  test('is never spoken of', () => {
    const alerted = charted(judged([ACTIVE, mg(13.6)]).raised);

    expect(judged([ACTIVE], alerted)).toMatchObject({ raised: [], registered: true });
  });

  test('but the loss of the last known cancer is', () => {
    const alerted = charted(judged([ACTIVE, mg(13.6)]).raised);

    const verdict = judged([mg(13.6)], alerted);

    expect(short(verdict.raised)).toEqual(['correction critical > nothing']);
    expect(verdict).toMatchObject({
      registered: false,
      raised: [{ cancer: { class: 'none' }, team: undefined }],
    });
    expect(judged([mg(13.6)], [...alerted, ...charted(verdict.raised)]).raised).toEqual([]);
  });
});

describe('what the chart remembers', () => {
  const alert: ChartedAlert = {
    id: 'a',
    kind: 'alert',
    level: 'critical',
    grade: 4,
    rule: 'R2',
    resultKey: 'k',
    n: 0,
    collectedAt: AT,
    raisedAt: AT,
    also: [{ resultKey: 'l', level: 'urgent', grade: 3, collectedAt: AT }],
  };
  const notice: ChartedAlert = {
    ...alert,
    id: 'b',
    kind: 'correction',
    about: 'a',
    standingLevel: 'urgent',
    standingGrade: 3,
    also: [],
  };
  const of = (charted: readonly ChartedAlert[], key = 'k') => alertedByResult(charted).get(key);

  test('a notice follows the alerts that it counts, however they are listed', () => {
    for (const listed of [
      [alert, notice],
      [notice, alert],
    ]) {
      expect(of(listed)).toMatchObject({
        standing: { level: 'urgent', alert: { id: 'a' } },
        notices: 1,
        current: [],
      });
    }
  });

  test('of several alerts the highest stands, then the higher grade, then the later', () => {
    const lower: ChartedAlert = { ...alert, id: 'c', level: 'routine' };
    const lessSevere: ChartedAlert = { ...alert, id: 'd', grade: 3 };
    const later: ChartedAlert = { ...alert, id: 'e', n: 1 };

    expect(of([lower, alert])?.standing?.alert.id).toBe('a');
    expect(of([lessSevere, alert])?.standing?.alert.id).toBe('a');
    expect(of([alert, later])?.standing?.alert.id).toBe('e');
  });

  test('of a lowered alert and a worklist entry for the same result the higher level stands', () => {
    const entry: ChartedAlert = { ...alert, id: 'c', level: 'worklist', n: 1 };

    expect(of([alert, notice, entry])?.standing).toMatchObject({ level: 'urgent', alert: { id: 'a' } });
  });

  test('of a lowered alert and a newer one the higher stands, of equals the newer', () => {
    const newer = (level: ChartedAlert['level']): ChartedAlert => ({ ...alert, id: 'c', level, n: 1 });

    expect(of([alert, notice, newer('critical')])?.standing).toMatchObject({
      level: 'critical',
      alert: { id: 'c' },
    });
    expect(of([alert, notice, newer('urgent')])?.standing).toMatchObject({
      level: 'urgent',
      alert: { id: 'c' },
    });
  });

  test('of several notices the one with the highest number counts, however they are listed', () => {
    const second: ChartedAlert = { ...notice, id: 'c', n: 1, standingLevel: 'routine', standingGrade: 1 };

    for (const listed of [
      [alert, notice, second],
      [second, notice, alert],
    ]) {
      expect(of(listed)).toMatchObject({ standing: { level: 'routine' }, notices: 2 });
    }
  });

  test('of an alert nothing of a notice', () => {
    const [raised] = judged([ACTIVE, mg(13.6)]).raised;

    const remembered = raised && toChartedAlert(raised, 'a', AT);

    for (const key of ['about', 'standingLevel', 'standingGrade']) expect(remembered).not.toHaveProperty(key);
  });

  test('of a notice what it is about and what still stands', () => {
    const { raised, alerted } = lived([[ACTIVE, mg(13.6)], [version('C', 13.0, 5)]]);

    const [remembered] = charted(raised[1] ?? []);

    expect(remembered).toMatchObject({ about: alerted[0]?.id, standingLevel: 'urgent', standingGrade: 3 });
  });

  test('what was told together counts by the number of its own notices', () => {
    expect(of([alert], 'l')).toMatchObject({ countedAs: 'urgent', notices: 0 });
    expect(of([alert, notice], 'l')).toMatchObject({ countedAs: 'none', notices: 0 });
    const ownNotice: ChartedAlert = { ...notice, resultKey: 'l' };
    expect(of([alert, ownNotice], 'l')).toMatchObject({ countedAs: 'none', notices: 1 });
    const again: ChartedAlert = {
      ...alert,
      id: 'f',
      n: 1,
      also: alert.also.map((told) => ({ ...told, n: 1 })),
    };
    expect(of([alert, notice, ownNotice, again], 'l')).toMatchObject({ countedAs: 'urgent' });
  });

  test('a notice about an alert that is no longer known speaks for itself', () => {
    expect(of([notice])?.standing?.alert.id).toBe('b');
  });

  test('a notice that leaves nothing leaves nothing', () => {
    const { standingLevel: _, standingGrade: __, ...withdrawn } = notice;

    expect(of([alert, withdrawn])).toMatchObject({ standing: undefined, notices: 1 });
  });
});

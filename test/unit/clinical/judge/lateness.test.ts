import { describe, expect, test } from 'vitest';
import type { ChartedFact } from '../../../../shared/clinical/verdict.ts';
import {
  ACTIVE,
  albumin,
  days,
  diagnosis,
  HISTORY_ONLY,
  hours,
  ionized,
  judged,
  lived,
  message,
  registration,
  short,
  total,
} from './patient.ts';

/** A total collected at that hour and received so many hours later. */
const mg = (value: number, hour: number, receivedHour = hour + 1, parts: Partial<ChartedFact> = {}) =>
  message([total(`${value} mg/dL`, hours(hour)), albumin('40 g/L', hours(hour))], {
    receivedAt: hours(receivedHour),
    ...parts,
  });
const imported = (value: number, hour: number, receivedHour: number) =>
  mg(value, hour, receivedHour, { origin: 'import' });

const raised = (steps: readonly (readonly ChartedFact[])[]) =>
  lived([[ACTIVE], ...steps])
    .raised.slice(1)
    .map(short);

describe('R13', () => {
  test("the patient's newest draw pages whatever its age", () => {
    const { raised: steps } = lived([[ACTIVE], [mg(13.6, 0, 100)]]);

    expect(steps[1]).toMatchObject([{ alertLevel: 'critical', rule: 'R2' }]);
    expect(steps[1]?.[0]?.flags).toContain('LATE');
  });

  test.each([
    [24, false],
    [24.1, true],
  ])('received %d h after collection: LATE %s', (age, late) => {
    expect(judged([ACTIVE, mg(13.6, 0, age)]).raised[0]?.flags.includes('LATE')).toBe(late);
  });

  test.each([
    ['under 24 h old pages', 23.9, ['critical R2']],
    ['24 h old makes a worklist entry', 24, ['worklist R13']],
  ])('a draw older than one already judged, %s', (_, age, expected) => {
    expect(raised([[mg(10, 20)], [mg(13.6, 0, age)]])[1]).toEqual(expected);
  });

  test('an old draw that is not higher than what was alerted gives nothing', () => {
    const steps = raised([[mg(12.6, 50)], [mg(12.1, 0, 100)]]);

    expect(steps).toEqual([['urgent R2'], []]);
  });

  test('old draws of an episode give one entry', () => {
    const steps = raised([[mg(10.9, 50)], [mg(12.1, 20, 100)], [mg(13.7, 0, 100)]]);

    expect(steps).toEqual([['routine R2'], ['worklist R13'], []]);
  });

  test('of several the entry is about the highest, of equals the newest', () => {
    const facts = (values: readonly (readonly [number, number])[]) => [
      ACTIVE,
      mg(10.9, 50),
      ...values.map(([value, hour]) => mg(value, hour, 100)),
    ];
    const entry = (values: readonly (readonly [number, number])[]) =>
      judged(facts(values)).raised.find(({ rule }) => rule === 'R13')?.collectedAt;

    expect(
      entry([
        [13.6, 0],
        [13.7, 20],
      ]),
    ).toBe(hours(20));
    expect(
      entry([
        [13.6, 0],
        [12.7, 20],
      ]),
    ).toBe(hours(0));
    expect(
      entry([
        [12.7, 0],
        [12.1, 20],
      ]),
    ).toBe(hours(0));
  });

  test('the entry counts for nothing when a newer draw rises', () => {
    const steps = raised([[mg(10, 50)], [mg(13.6, 0, 100)], [mg(13.7, 101)]]);

    expect(steps).toEqual([[], ['worklist R13'], ['critical R3']]);
  });

  test('what is too old says why it is not paged', () => {
    const facts = [ACTIVE, mg(10.9, 50), mg(12.1, 20, 100), mg(13.7, 0, 101)];

    const [oldest] = judged(facts, lived([facts]).alerted).judgements;

    expect(oldest).toMatchObject({ outcome: 'alerted' });
    expect(judged(facts).judgements[1]?.reasons.map(({ code }) => code)).toContain('R13');
  });

  test('draws that one message brings are judged together, however old', () => {
    const both = message(
      [
        total('13.6 mg/dL', hours(0)),
        total('10.0 mg/dL', hours(60)),
        albumin('40 g/L', hours(0)),
        albumin('40 g/L', hours(60), { key: 'b' }),
      ],
      { receivedAt: hours(61) },
    );

    expect(raised([[both]])).toEqual([['critical R2']]);
  });

  test('only the first receipt of the first version counts, so a correction pages', () => {
    const first = mg(10, 0);
    const correction = message([total('13.6 mg/dL', hours(0), { status: 'C', reportedAt: hours(200) })], {
      receivedAt: hours(200),
    });

    expect(raised([[first], [mg(10, 100)], [correction]])[2]).toEqual(['critical R2']);
  });

  test.each([
    ['under 24 h old pages', 20, ['critical R2']],
    ['older makes an entry, though it is the newest', 30, ['worklist R13']],
  ])('an imported draw %s', (_, age, expected) => {
    expect(raised([[imported(13.6, 0, age)]])[0]).toEqual(expected);
  });

  test('an imported draw that the worklist shows has no second entry when it may page', () => {
    const { raised: steps } = lived([
      [HISTORY_ONLY],
      [imported(11, 0, 30)],
      [registration({ loadedAt: hours(40) })],
    ]);

    expect(steps.map(short)).toEqual([[], ['worklist R2'], []]);
  });

  test('an imported draw that the worklist shows by another value has an entry of its own', () => {
    const other = message([ionized('1.35 mmol/L', hours(0))], { receivedAt: hours(31), origin: 'import' });
    const { raised: steps } = lived([
      [HISTORY_ONLY],
      [imported(11, 0, 30)],
      [other, registration({ loadedAt: hours(40) })],
    ]);

    expect(steps.map(short)).toEqual([[], ['worklist R2'], ['worklist R13']]);
  });

  test('a live version makes a draw live', () => {
    const facts = [ACTIVE, imported(13.6, 0, 30), { ...mg(13.6, 0, 31), factKey: 'live' }];

    expect(short(judged(facts).raised)).toEqual(['critical R2']);
  });

  test('imported draws never persist (R6)', () => {
    expect(raised([[mg(12.8, 0)], [imported(12.9, 80, 81)]])[1]).toEqual([]);
  });
});

describe('where an old value raises a newer one (R5)', () => {
  test("the newer one's age counts", () => {
    expect(raised([[mg(10.6, 100)], [mg(9.4, 50, 200)]])).toEqual([['routine R2'], ['urgent R3']]);
  });

  test('a newest draw that was late itself makes one worklist entry', () => {
    const steps = [[mg(10.6, 100, 130)], [mg(9.4, 50, 200)], [mg(9.3, 40, 201)]];

    expect(raised(steps)).toEqual([['routine R2'], ['worklist R13'], []]);
    expect(short(judged([ACTIVE, ...steps.flat()]).raised)).toEqual(['routine R2', 'worklist R13']);
  });

  test('a newest draw received exactly 24 h after its collection still pages', () => {
    expect(raised([[mg(10.6, 100, 124)], [mg(9.4, 50, 200)]])).toEqual([['routine R2'], ['urgent R3']]);
  });

  test('a value that was there in time pages as usual', () => {
    expect(raised([[mg(9.4, 50)], [mg(10.6, 100, 130)]])).toEqual([[], ['urgent R2']]);
  });

  test('one of several values that was there in time is enough', () => {
    const facts = [ACTIVE, mg(9.4, 50), mg(9.3, 60, 200), mg(10.6, 100, 130)];

    expect(short(judged(facts).raised)).toEqual(['urgent R2']);
  });

  test('a value that came in the same message was there in time', () => {
    const both = message(
      [9.4, 10.6].flatMap((value, index) => {
        const at = hours(50 + 50 * index);
        return [total(`${value} mg/dL`, at), albumin('40 g/L', at)];
      }),
      { receivedAt: hours(130) },
    );

    expect(short(judged([ACTIVE, both]).raised)).toEqual(['urgent R2']);
  });

  test('what the caps hold below paging is not paged for it', () => {
    const steps = lived([[HISTORY_ONLY], [mg(10.6, 100, 130)], [mg(9.4, 50, 200)]]).raised.map(short);

    expect(steps).toEqual([[], ['worklist R2'], []]);
  });
});

describe('a late diagnosis', () => {
  const cancerAt = (hour: number) => diagnosis('C50.9', hours(hour));

  test('judges the draws of the seven days before it as if they were new', () => {
    const known = [mg(12.6, 0), mg(11, 24), mg(13.6, 48)];

    const { raised: steps } = lived([known, [cancerAt(24 * 7)]]);

    expect(steps.map(short)).toEqual([[], ['critical R2']]);
    expect(steps[1]?.[0]?.flags).toContain('LATE');
    expect(steps[1]?.[0]?.also.map(({ level }) => level)).toEqual(['urgent', 'routine']);
  });

  test('leaves older draws as history', () => {
    const { raised: steps, last } = lived([[mg(13.6, 0)], [mg(11, 48)], [cancerAt(24 * 7 + 1)]]);

    expect(steps.map(short)).toEqual([[], [], ['routine R3']]);
    expect(last.judgements[0]).toMatchObject({ level: 'none', outcome: 'none' });
    expect(last.judgements[0]?.reasons.map(({ code }) => code)).toContain('NO_CANCER_KNOWN');
  });

  test('received within a day of the collection is not late', () => {
    expect(judged([mg(13.6, 0), cancerAt(24)]).raised[0]?.flags).not.toContain('LATE');
  });

  test('of equal levels alerts the higher grade, then the newest', () => {
    const alertedAt = (facts: readonly ChartedFact[]) =>
      judged([...facts, cancerAt(100)]).raised.map(({ collectedAt }) => collectedAt);

    expect(alertedAt([mg(12.6, 0), mg(12.1, 24)])).toEqual([hours(0)]);
    expect(alertedAt([mg(12.1, 0), mg(12.2, 24)])).toEqual([hours(24)]);
  });

  test('a change of class judges only the last seven days again', () => {
    const older = registration({ icd10: 'Z85.3', status: 'history' });
    const newer = registration({ loadedAt: hours(24 * 8) });

    const { raised: steps } = lived([[older], [mg(11, 0)], [mg(11.1, 24 * 2)], [newer]]);

    expect(steps.map(short)).toEqual([[], ['worklist R2'], [], ['routine R3']]);
    expect(steps[3]?.[0]?.collectedAt).toBe(hours(48));
  });

  test('a registration loaded again each night changes nothing', () => {
    const loads = Array.from({ length: 20 }, (_, day) => registration({ loadedAt: days(day - 10) }));
    const facts = [mg(12.6, 0), mg(13.6, 40)];

    const once = judged([loads[0] as ChartedFact, ...facts]);

    expect(judged([...loads, ...facts])).toEqual(once);
  });

  test('of loads received the other way round both count', () => {
    const first = registration({ loadedAt: days(-9) }, { receivedAt: days(-2) });
    const second = registration({ loadedAt: days(-8) }, { receivedAt: days(-9) });

    expect(judged([first, second, mg(13.6, -24 * 4, -24 * 4 + 1)]).raised).toMatchObject([
      { flags: ['NO_PREVIOUS_RESULT'] },
    ]);
  });

  test('removing a diagnosis judges only the last seven days again', () => {
    const removal = diagnosis('C50.9', hours(24 * 10), { removed: true });

    const { raised: steps, last } = lived([
      [cancerAt(-24 * 9)],
      [mg(13.6, 0)],
      [mg(13.7, 24 * 5)],
      [removal],
    ]);

    expect(steps.map(short)).toEqual([
      [],
      ['critical R2'],
      ['critical R6'],
      ['correction critical > nothing'],
    ]);
    expect(steps[3]?.[0]?.collectedAt).toBe(hours(120));
    expect(steps[3]?.[0]?.cancer.class).toBe('none');
    expect(last.registered).toBe(false);
  });
});

describe('a merge', () => {
  const joinedAt = new Map([['P#B', hours(24 * 9)]]);
  const registered = { ...ACTIVE, where: 'P#A', joinedAt };
  const joined = (value: number, hour: number) => mg(value, hour, hour + 1, { where: 'P#B' });

  test('that brings the first registration acts as a late diagnosis', () => {
    const { raised: steps } = lived([[registered, joined(13.6, 0), joined(12.6, 24 * 3)]]);

    expect(steps.map(short)).toEqual([['urgent R3']]);
    expect(steps[0]?.[0]?.flags).toContain('LATE');
  });

  test('says nothing new of the values of the registered partition', () => {
    const own = mg(13.6, 0, 1, { where: 'P#A' });

    expect(short(judged([registered, own, joined(11, 24 * 3)]).raised)).toEqual(['critical R2']);
  });

  test('of the merged patient into a third takes nothing from what was known by then', () => {
    const among = new Map([...joinedAt, ['P#C', hours(24 * 40)]]);
    const draws = [joined(13.6, 24 * 10), joined(10.0, 24 * 12)];

    expect(judged([{ ...registered, joinedAt: among }, ...draws]).raised).toEqual(
      judged([registered, ...draws]).raised,
    );
    expect(short(judged([{ ...registered, joinedAt: among }, ...draws]).raised)).toEqual(['critical R2']);
  });
});

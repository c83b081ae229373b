import { describe, expect, test } from 'vitest';
import {
  ACTIVE,
  albumin,
  corrected,
  days,
  HISTORY_ONLY,
  hours,
  ionized,
  judged,
  lived,
  message,
  type ResultParts,
  short,
  total,
} from './patient.ts';

const mg = (value: number, day: number, parts: ResultParts = {}) =>
  message([total(`${value} mg/dL`, days(day), parts), albumin('40 g/L', days(day))]);
const provisional = (day: number) => message([total('10.2 mg/dL', days(day))]);
const oldAlbumin = (day: number) => message([albumin('24 g/L', days(day))]);
const discordant = (day: number, sameOrder: boolean) => {
  const at = days(day);
  return message([
    total('12.6 mg/dL', at, { order: 'o' }),
    albumin('40 g/L', at),
    ionized('1.22 mmol/L', at, { order: sameOrder ? 'o' : 'p' }),
  ]);
};
const raised = (steps: Parameters<typeof lived>[0]) =>
  lived([[ACTIVE], ...steps])
    .raised.slice(1)
    .map((step) => short(step).join());

describe('one worklist entry', () => {
  test('a rule in seven days outside an episode', () => {
    const steps = [9.0, 10.1, 10.0].map((value, index) => [mg(value, index)]);

    expect(raised(steps)).toEqual(['', 'worklist R8', '']);
    const { last } = lived([[ACTIVE], ...steps]);
    expect(last.judgements.at(-1)).toMatchObject({ outcome: 'suppressed', level: 'worklist' });
    expect(last.judgements.at(-1)?.reasons.at(-1)?.code).toBe('LISTED_ALREADY');
  });

  test.each([
    [6.99, ''],
    [7, 'worklist PROVISIONAL'],
  ])('again after %d days', (day, expected) => {
    expect(raised([[oldAlbumin(-5)], [provisional(0)], [provisional(day)]]).at(-1)).toBe(expected);
  });

  test('a rule and episode inside one, however long it lasts', () => {
    const steps = [
      [oldAlbumin(-2)],
      [message([ionized('1.35 mmol/L', days(0))])],
      [provisional(3)],
      [provisional(11)],
    ];

    expect(raised(steps)).toEqual(['', 'routine R2', 'worklist PROVISIONAL', '']);
    const { last } = lived([[ACTIVE], ...steps]);
    expect(last.judgements.at(-1)?.reasons.at(-1)?.code).toBe('LISTED_ALREADY');
  });

  test('each rule has its own', () => {
    expect(raised([[oldAlbumin(-5)], [provisional(0)], [discordant(2, true)]])).toEqual([
      '',
      'worklist PROVISIONAL',
      'worklist DISCORDANT',
    ]);
  });

  test('a second rule of a listed draw adds nothing', () => {
    expect(
      raised([[oldAlbumin(-5)], [message([corrected('9.0 mg/dL', days(-4))])], [provisional(0)]]),
    ).toEqual(['', '', 'worklist PROVISIONAL']);
  });

  test('is held back by one that has the rule among others', () => {
    const steps = [
      [oldAlbumin(-5)],
      [message([corrected('9.0 mg/dL', days(-4))])],
      [provisional(0)],
      [message([corrected('10.1 mg/dL', days(1))])],
    ];

    expect(raised(steps)).toEqual(['', '', 'worklist PROVISIONAL', '']);
  });

  test('is not made of a draw of the time before the cancer was known', () => {
    const cancer = { ...ACTIVE, receivedAt: days(20) };

    expect(judged([cancer, oldAlbumin(-2), provisional(0)]).raised).toEqual([]);
  });

  test('of two draws not yet listed is about the newer', () => {
    const facts = [ACTIVE, oldAlbumin(-2), provisional(0), provisional(6)];

    expect(judged(facts).raised.map(({ collectedAt }) => collectedAt)).toEqual([days(6)]);
  });

  test('outside an episode stays apart from an alert of one', () => {
    const facts = [ACTIVE, oldAlbumin(-2), provisional(0), mg(12.6, 10)];

    expect(judged(facts).raised).toMatchObject([
      { alertLevel: 'urgent', rule: 'R2', also: [] },
      { alertLevel: 'worklist', rule: 'PROVISIONAL', also: [] },
    ]);
  });

  test('not yet listed in a row: the newest, and those a week from it', () => {
    const facts = [ACTIVE, oldAlbumin(-2), provisional(0), provisional(5), provisional(9.5)];

    expect(judged(facts).raised.map(({ collectedAt }) => collectedAt)).toEqual([days(9.5), days(0)]);
  });
});

describe('an entry above the worklist', () => {
  test('pages for each draw outside an episode, however soon after the last', () => {
    const flagged = (day: number) => mg(9.9, day, { labFlags: ['HH'] });

    expect(raised([[discordant(0, false)], [discordant(1, false)]])).toEqual([
      'routine DISCORDANT',
      'routine DISCORDANT',
    ]);
    expect(raised([[flagged(0)], [flagged(1)]])).toEqual(['routine LAB_CRITICAL', 'routine LAB_CRITICAL']);
  });

  test('counts for every draw judged together', () => {
    const [first, second] = [days(0), days(1)];
    const flagged = message(
      [first, second].flatMap((at) => [total('9.9 mg/dL', at, { labFlags: ['HH'] }), albumin('40 g/L', at)]),
    );

    expect(raised([[flagged], [message([])]])).toEqual(['routine LAB_CRITICAL', '']);
  });

  test('is not held back by an entry on the worklist', () => {
    expect(raised([[discordant(0, true)], [discordant(1, false)]])).toEqual([
      'worklist DISCORDANT',
      'routine DISCORDANT',
    ]);
  });

  test('in an episode only above what was paged', () => {
    expect(raised([[mg(11, 0)], [discordant(1, false)]])).toEqual(['routine R2', '']);
    const { last } = lived([[ACTIVE, mg(11, 0)], [discordant(1, false)]]);
    expect(last.judgements.at(-1)).toMatchObject({ outcome: 'suppressed' });
    expect(last.judgements.at(-1)?.reasons.at(-1)?.code).toBe('R4');
  });

  test('in an episode that was never paged it alerts by its own rule', () => {
    const cancer = { ...ACTIVE, receivedAt: days(20) };

    expect(lived([[mg(11, 0)], [cancer], [discordant(21, false)]]).raised.map(short)).toEqual([
      [],
      [],
      ['routine DISCORDANT'],
    ]);
  });

  test('of an old draw is a worklist entry', () => {
    const at = hours(0);
    const old = message([total('9.0 mg/dL', at, { labFlags: ['HH'] }), albumin('40 g/L', at)], {
      receivedAt: hours(30),
    });

    expect(raised([[mg(9.5, 1)], [old]])).toEqual(['', 'worklist LAB_CRITICAL']);
  });

  test('names the weightiest of its rules', () => {
    const both = message([
      total('12.6 mg/dL', days(1), { order: 'o' }),
      albumin('40 g/L', days(1)),
      ionized('1.30 mmol/L', days(1), { order: 'o', labFlags: ['HH'] }),
    ]);

    expect(judged([ACTIVE, both]).raised).toMatchObject([
      { rule: 'LAB_CRITICAL', alertLevel: 'routine', also: [] },
    ]);
  });
});

describe('capped draws', () => {
  test('of an episode judged at once give one entry', () => {
    const facts = [HISTORY_ONLY, mg(11, 0), mg(11.1, 2), mg(11.2, 4)];

    expect(judged(facts).raised).toMatchObject([{ alertLevel: 'worklist', rule: 'R2', also: [{}, {}] }]);
  });

  test('beside one of the episode that pages have no entry', () => {
    expect(judged([HISTORY_ONLY, mg(11, 0), mg(11.6, 0.2)]).raised).toMatchObject([
      { alertLevel: 'routine', also: [] },
    ]);
  });

  test('that were listed once are not listed again when an older one of the episode pages', () => {
    const both = message(
      [11, 11.1].flatMap((value, index) => {
        const at = hours(24 * 20 + 3 * index);
        return [total(`${value} mg/dL`, at), albumin('40 g/L', at)];
      }),
    );
    const corrected = mg(11.6, 0, { status: 'C', reportedAt: days(21) });

    const { raised: steps } = lived([[HISTORY_ONLY], [mg(10.2, 0)], [both], [corrected]]);

    expect(steps.map(short)).toEqual([[], [], ['worklist R2'], ['routine R2']]);
    expect(steps[3]?.[0]?.also).toEqual([]);
  });

  test('are not held back by an entry for a draw of the episode that is not high', () => {
    const beforeKnown = [oldAlbumin(-2), message([ionized('1.35 mmol/L', days(0))])];
    const cancer = { ...HISTORY_ONLY, receivedAt: days(9) };

    const { raised: steps } = lived([beforeKnown, [cancer], [provisional(10)], [mg(11.2, 12)]]);

    expect(steps.map(short)).toEqual([[], [], ['worklist PROVISIONAL'], ['worklist R3']]);
  });

  test('first known in the middle of an episode are an escalation', () => {
    const cancer = { ...HISTORY_ONLY, receivedAt: days(20) };

    expect(judged([cancer, mg(11, 0), mg(11, 14)]).raised).toMatchObject([
      { alertLevel: 'worklist', rule: 'R3' },
    ]);
  });
});

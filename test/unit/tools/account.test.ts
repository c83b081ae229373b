import { describe, expect, test } from 'vitest';
import type { Page } from '../../../shared/alerting/publisher.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import type { Level } from '../../../shared/clinical/level.ts';
import type { AlertKind, DrawJudgement, RaisedAlert } from '../../../shared/clinical/verdict.ts';
import type { Fate } from '../../../shared/intake/fate.ts';
import { RIVERSIDE } from '../../../tools/day/laboratory.ts';
import type { Expected, Story } from '../../../tools/day/story.ts';
import { accountOf, addsUp, type Played } from '../../../tools/demo/account.ts';
import { differences } from '../../../tools/demo/expectation.ts';
import type { Happening } from '../../../tools/demo/recorder.ts';

const NOON = epochMs(Date.UTC(2026, 5, 16, 12));
const telling = {
  alertIdOf: ({ resultKey, kind }: RaisedAlert) => `${resultKey}-${kind}`,
  explain: ({ resultKey }: DrawJudgement) => [`because of ${resultKey}`],
};
const judged: Fate = { is: 'judged', valuesQuarantined: [] };

const judgement = (resultKey: string, collectedAt = NOON): DrawJudgement => ({
  resultKey,
  where: 'P#1',
  restsOn: [],
  collectedAt,
  analyte: 'calcium-total',
  value: '12.8',
  unit: 'mg/dL',
  comparator: '=',
  upperLimit: '10.5',
  grade: 3,
  level: 'urgent',
  flags: [],
  outcome: 'suppressed',
  reasons: [],
});

const raised = (resultKey: string, alertLevel: Level, kind: AlertKind = 'alert'): RaisedAlert => ({
  ...judgement(resultKey),
  kind,
  alertLevel,
  rule: 'R2',
  n: 0,
  also: [],
  team: undefined,
  patient: { authority: 'RIVERSIDE', id: 'RS100001' },
  context: [],
  cancer: { class: 'active', bone: false, codes: ['C34.1'] },
  policyVersion: '1',
});

const page = (alertId: string, level: Level): Page => ({
  alertId,
  team: 'lung-oncology',
  level,
  kind: 'alert',
  contacts: ['first'],
  step: 1,
  subject: '',
  sms: '',
  email: '',
  repeat: false,
});

const played = (story: string | undefined, happening: Partial<Happening>): Played => ({
  message: { at: NOON, feed: 'riverside', text: '', ...(story === undefined ? {} : { story }) },
  happening: { fates: [judged], pages: [], verdicts: [], notices: [], ...happening },
});

const verdict = (...alerts: RaisedAlert[]) => ({
  at: NOON,
  registered: true,
  raised: alerts,
  judgements: [],
});

const story = (id: string, expected: readonly Expected[]): Story => ({
  id,
  shows: id,
  laboratory: RIVERSIDE,
  patient: 'RS100001',
  steps: [],
  expected,
});

describe('the account of a day', () => {
  test('joins an alert with the page that went out for it', () => {
    const { raised: entries } = accountOf(
      [
        played('begins', {
          verdicts: [verdict(raised('a', 'critical'))],
          pages: [{ at: NOON, page: page('a-alert', 'critical') }],
        }),
      ],
      telling,
    );

    expect(entries).toEqual([
      expect.objectContaining({ level: 'critical', patient: 'RS100001', why: ['because of a'] }),
    ]);
    expect(entries[0]?.paged?.page.team).toBe('lung-oncology');
  });

  test('finds a page that the sweep published while a later message was on its way', () => {
    const { raised: entries } = accountOf(
      [
        played('returns', { verdicts: [verdict(raised('a', 'urgent'))] }),
        played(undefined, { pages: [{ at: NOON, page: page('a-alert', 'urgent') }] }),
      ],
      telling,
    );

    expect(entries.map(({ paged }) => paged !== undefined)).toEqual([true]);
  });

  test('leaves an alert on the worklist unpaged', () => {
    const { raised: entries } = accountOf(
      [played('trend', { verdicts: [verdict(raised('a', 'worklist'))] })],
      telling,
    );

    expect(entries.map(({ paged }) => paged)).toEqual([undefined]);
  });

  test('tells an alert once though it was judged twice after a lost race', () => {
    const again = verdict(raised('a', 'urgent'));
    const { raised: entries } = accountOf([played('begins', { verdicts: [again, again] })], telling);

    expect(entries).toHaveLength(1);
  });

  test.each<[string, Partial<Happening>, string]>([
    ['ignored', { fates: [{ is: 'ignored', reason: 'test' }] }, 'ignored (test): marked as a test'],
    [
      'quarantined',
      { fates: [{ is: 'quarantined', reason: 'segment-malformed' }] },
      'quarantined (segment-malformed): its bytes are kept',
    ],
    [
      'a value set aside',
      { fates: [{ is: 'judged', valuesQuarantined: ['decimal-comma'] }] },
      'value set aside (decimal-comma)',
    ],
    [
      'not known to have cancer',
      { verdicts: [{ at: NOON, registered: false, raised: [], judgements: [] }] },
      'no cancer is known of this patient',
    ],
    ['without a value', { verdicts: [verdict()] }, 'no value to judge'],
    [
      'judged and suppressed, by the newest draw',
      {
        verdicts: [
          {
            at: NOON,
            registered: true,
            raised: [],
            judgements: [judgement('new', NOON), judgement('old', epochMs(NOON - 1))],
          },
        ],
      },
      'because of new',
    ],
  ])('says why a message raised nothing: %s', (_, happening, why) => {
    const { silent } = accountOf([played('quiet', happening)], telling);

    expect(silent[0]?.why.join()).toContain(why);
  });

  test('says nothing of ordinary traffic that raised nothing', () => {
    expect(accountOf([played(undefined, {})], telling).silent).toEqual([]);
  });

  test('adds up only when every message has one fate', () => {
    const one = played('one', { fates: [judged] });
    const none = played('none', { fates: [] });

    expect(
      addsUp(accountOf([one, played('two', { fates: [{ is: 'ignored', reason: 'test' }] })], telling).counts),
    ).toBe(true);
    expect(addsUp(accountOf([one, none], telling).counts)).toBe(false);
  });
});

describe('what a story is expected to raise', () => {
  const account = accountOf(
    [
      played('corrected', { verdicts: [verdict(raised('a', 'critical'))] }),
      played('corrected', { verdicts: [verdict(raised('a', 'critical', 'correction'))] }),
    ],
    telling,
  );

  test('is met by the same levels and notices in the same order', () => {
    expect(differences(account, [story('corrected', ['critical', 'correction'])])).toEqual([]);
  });

  test('is not met by anything less', () => {
    expect(differences(account, [story('corrected', ['critical'])])).toHaveLength(1);
  });

  test('is nothing for ordinary traffic', () => {
    const stray = accountOf([played(undefined, { verdicts: [verdict(raised('a', 'routine'))] })], telling);

    expect(differences(stray, [])).toEqual([
      { story: 'ordinary traffic', expected: [], raised: ['routine'] },
    ]);
  });
});

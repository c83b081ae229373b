import { describe, expect, test } from 'vitest';
import { renderExplanation } from '../../../../shared/clinical/explanation.ts';
import type { ChartedFact } from '../../../../shared/clinical/verdict.ts';
import {
  ACTIVE,
  albumin,
  corrected,
  days,
  diagnosis,
  HISTORY_ONLY,
  hours,
  ionized,
  judged,
  lived,
  message,
  result,
  total,
  UNCERTAIN_TUMOUR,
} from './patient.ts';

const AT = days(0);
const mg = (value: number, hour = 0, parts = {}) =>
  message([total(`${value} mg/dL`, hours(hour), parts), albumin('40 g/L', hours(hour))], {
    receivedAt: hours(hour + 1),
  });

/** Brought by an import, days after it was collected. */
const imported = (value: number, hour = 0): ChartedFact => ({
  ...mg(value, hour),
  origin: 'import',
  receivedAt: hours(90),
});

/** What is said of the last draw. */
const said = (facts: readonly ChartedFact[]) => {
  const { judgements } = judged(facts);
  return renderExplanation(judgements.at(-1) ?? { reasons: [] });
};

describe('the explanation', () => {
  test('gives the value, the formula with its numbers, grade and level', () => {
    expect(
      said([ACTIVE, message([total('12.8 mg/dL', AT), albumin('30 g/L', AT)], { receivedAt: hours(1) })]),
    ).toEqual([
      'Total calcium 12.8 mg/dL, collected 2026-03-02T00:00:00.000Z.',
      'Corrected for albumin 30 g/L of 2026-03-02T00:00:00.000Z (Payne): 12.8 + 0.08 × (40 − 30) = 13.6 mg/dL; this is graded.',
      'Graded is the calcium corrected by the Payne formula, 13.6 mg/dL: lab grade 4 (CTCAE v5.0), limit 10.5 mg/dL.',
      'There is no previous result of this kind within 365 days to compare it with.',
      'Level: critical.',
    ]);
  });

  test('says little of a normal value', () => {
    expect(said([ACTIVE, message([ionized('1.20 mmol/L', AT)])])).toEqual([
      'Ionized calcium 1.20 mmol/L, collected 2026-03-02T00:00:00.000Z.',
      'Graded is the ionized calcium, 1.20 mmol/L: not above the limit of 1.30 mmol/L.',
    ]);
  });

  test.each<[string, readonly ChartedFact[], string]>([
    [
      'bounds',
      [ACTIVE, message([total('>16.0 mg/dL', AT)])],
      'Graded is the uncorrected total calcium, >16.0 mg/dL: lab grade 4 (CTCAE v5.0), limit 10.5 mg/dL.',
    ],
    [
      'bounds that an albumin cannot correct',
      [ACTIVE, message([total('>16.0 mg/dL', AT), albumin('30 g/L', AT)])],
      'Graded is the uncorrected total calcium, >16.0 mg/dL: lab grade 4 (CTCAE v5.0), limit 10.5 mg/dL.',
    ],
    [
      'a total that a low albumin leaves uncorrected',
      [ACTIVE, message([total('11.2 mg/dL', AT), albumin('18 g/L', AT)])],
      'Graded is the uncorrected total calcium, 11.2 mg/dL: lab grade 1 (CTCAE v5.0), limit 10.5 mg/dL.',
    ],
    [
      'a missing albumin',
      [ACTIVE, message([total('11.0 mg/dL', AT)])],
      'No albumin within 24 h: the uncorrected total counts as a floor.',
    ],
    [
      'a low albumin',
      [ACTIVE, message([total('11.2 mg/dL', AT), albumin('18 g/L', AT)])],
      'The albumin is below 20 g/L, where no correction is reliable.',
    ],
    [
      'an albumin older than the correction allows',
      [ACTIVE, message([albumin('24 g/L', days(-9))]), message([total('10.2 mg/dL', AT)])],
      'Corrected for albumin 24 g/L of 2026-02-21T00:00:00.000Z (Payne): 10.2 + 0.08 × (40 − 24) = 11.48 mg/dL; shown only, the albumin is older than the correction allows.',
    ],
    [
      'the formula of the other unit system',
      [ACTIVE, message([total('2.60 mmol/L', AT), albumin('30 g/L', AT)])],
      'Corrected for albumin 30 g/L of 2026-03-02T00:00:00.000Z (Payne): 2.60 + 0.02 × (40 − 30) = 2.8 mmol/L; this is graded.',
    ],
    [
      'what to measure',
      [ACTIVE, message([total('11.2 mg/dL', AT), albumin('28 g/L', AT)])],
      'The albumin is below 30 g/L: measure ionized calcium.',
    ],
    [
      'an old albumin',
      [ACTIVE, message([albumin('24 g/L', days(-9))]), message([total('10.2 mg/dL', AT)])],
      'With an older albumin it would be above the limit.',
    ],
    [
      'a high albumin',
      [ACTIVE, message([total('11.0 mg/dL', AT), albumin('50 g/L', AT)])],
      'The total is above the limit, the corrected value is not: the albumin is high.',
    ],
    [
      'a contradiction',
      [ACTIVE, message([total('12.6 mg/dL', AT), albumin('40 g/L', AT), ionized('1.20 mmol/L', AT)])],
      'The total calcium (12.6 mg/dL) is severe, the ionized is not raised.',
    ],
    [
      'a corrected value beside an ionized one',
      [ACTIVE, message([total('12.6 mg/dL', AT), albumin('40 g/L', AT), ionized('1.20 mmol/L', AT)])],
      'Corrected for albumin 40 g/L of 2026-03-02T00:00:00.000Z (Payne): 12.6 + 0.08 × (40 − 40) = 12.6 mg/dL; shown only, the ionized calcium is graded.',
    ],
    [
      'a correction of the laboratory',
      [ACTIVE, message([corrected('12.6 mg/dL', AT)])],
      "Graded is the laboratory's corrected calcium, 12.6 mg/dL: lab grade 3 (CTCAE v5.0), limit 10.5 mg/dL.",
    ],
    [
      'an adjusted ionized value',
      [ACTIVE, message([result('calcium-ionized-ph-adjusted', '1.4 mmol/L', AT)])],
      'Only an ionized calcium adjusted to pH 7.4 was sent.',
    ],
    [
      'a rapid rise',
      [ACTIVE, mg(9.4, -48), mg(10.6)],
      'It has risen rapidly since 9.4 mg/dL of 2026-02-28T00:00:00.000Z (R5): urgent where it would be routine.',
    ],
    [
      'the lowest of the week',
      [ACTIVE, mg(10, -48), mg(10.6)],
      'The lowest of the last 7 days was 10 mg/dL of 2026-02-28T00:00:00.000Z.',
    ],
    [
      'the median of the year',
      [ACTIVE, mg(10, -480), mg(10.6)],
      'The median of 7 to 365 days before was 10 mg/dL of 2026-02-10T00:00:00.000Z.',
    ],
    [
      'a recurrence',
      [ACTIVE, mg(12.6, -480), mg(10, -450), mg(10, -420), mg(10.6)],
      'It begins an episode within 180 days of a severe one (R7): one level up.',
    ],
    [
      'an implausible jump',
      [ACTIVE, mg(9, -10), mg(13.6)],
      'It differs implausibly from 9 mg/dL of 2026-03-01T14:00:00.000Z (R12): check the specimen.',
    ],
    [
      'a rise below the limit',
      [ACTIVE, mg(9, -48), mg(10.1)],
      'Below the limit, it has risen rapidly since 9 mg/dL of 2026-02-28T00:00:00.000Z (R8).',
    ],
    [
      'a trend',
      [ACTIVE, mg(9.6, -480), mg(9.9, -240), mg(10.2)],
      'It has risen steadily towards the limit since 9.6 mg/dL of 2026-02-10T00:00:00.000Z (R9).',
    ],
    [
      "the laboratory's flag",
      [ACTIVE, mg(11, 0, { labFlags: ['HH'] })],
      'The laboratory flagged it critical (OBX-8 HH or AA).',
    ],
    [
      'a flag at a normal value',
      [ACTIVE, mg(9, 0, { labFlags: ['HH'] })],
      'It is not above the limit, but the laboratory holds it critical.',
    ],
    [
      'history only',
      [HISTORY_ONLY, mg(11)],
      'Worklist instead of routine, because cancer is in the history only.',
    ],
    [
      'an uncertain tumour',
      [UNCERTAIN_TUMOUR, mg(11)],
      'Worklist instead of routine, because the tumour is of uncertain behaviour.',
    ],
    [
      'an unconfirmed diagnosis',
      [diagnosis('C50.9', days(-1), { type: 'A' }), mg(11)],
      'Worklist instead of routine, because the diagnosis is an unconfirmed admitting one.',
    ],
    [
      'a child',
      [ACTIVE, { ...mg(11), birthDate: '2015-01-01' }],
      'Worklist instead of routine, because the patient was a child.',
    ],
    [
      'a preliminary result',
      [ACTIVE, mg(12.6, 0, { status: 'P' })],
      'A preliminary result alerts only when critical.',
    ],
    [
      'a late arrival',
      [ACTIVE, { ...mg(12.6), receivedAt: hours(30) }],
      'It could be judged only more than 24 h after it was collected.',
    ],
    [
      'a time before the cancer was known',
      [{ ...ACTIVE, receivedAt: days(9) }, mg(12.6)],
      'No cancer was known when it could have been judged: history only.',
    ],
  ])('speaks of %s', (_, facts, sentence) => {
    expect(said(facts)).toContain(sentence);
  });

  test.each<[string, readonly (readonly ChartedFact[])[], string]>([
    [
      'R4',
      [[ACTIVE, mg(12.6)], [mg(12.6, 20)]],
      'No alert: the episode has been alerted at this level or above (R4).',
    ],
    [
      'R13',
      [[ACTIVE, mg(12.6, 50)], [{ ...mg(12.6, 0), receivedAt: hours(90) }]],
      'No page: it could be judged only 24 h or more after it was collected, and a newer draw had been judged (R13).',
    ],
    [
      'R13 of an import, once the worklist has its entry',
      [[ACTIVE, imported(12.6)], [imported(12.7, 4)]],
      'No page: it could be judged only 24 h or more after it was collected, and it came by an import (R13).',
    ],
    [
      'R13 of the newest, where a late result raised it and another that is on the worklist',
      [
        [ACTIVE, { ...mg(10.6, 0), receivedAt: hours(40) }],
        [{ ...mg(9.4, -60), receivedAt: hours(90) }],
        [{ ...mg(10.7, 4), receivedAt: hours(80) }],
      ],
      'No page: it could be judged only 24 h or more after it was collected, and only a result received after it makes it so severe (R13).',
    ],
    [
      'an entry made already',
      [[ACTIVE, mg(9, -96)], [mg(10.1)], [mg(10, 24)]],
      'No entry: the worklist holds one for the same reason.',
    ],
  ])('says why nothing was raised: %s', (_, steps, sentence) => {
    const suppressed = lived(steps).last.judgements.filter(({ outcome }) => outcome === 'suppressed');

    expect(suppressed.map((judgement) => renderExplanation(judgement).at(-1))).toEqual([sentence]);
  });

  test.each([
    ['ionized calcium contradicts', [total('12.6 mg/dL', AT), ionized('1.20 mmol/L', AT)]],
    ['an older albumin raises', [albumin('24 g/L', days(-9)), total('10.2 mg/dL', AT)]],
  ])('says once, with its numbers, that %s a total', (_, results) => {
    const sentences = said([ACTIVE, message(results)]);

    expect(sentences.filter((sentence) => sentence.includes('( )'))).toEqual([]);
    expect(new Set(sentences).size).toBe(sentences.length);
  });

  test('says beside what lists a draw what its other flags mean', () => {
    expect(said([ACTIVE, message([albumin('24 g/L', days(-9)), total('10.2 mg/dL', AT)])])).toEqual(
      expect.arrayContaining([
        'No albumin within 24 h: the uncorrected total counts as a floor.',
        'With an older albumin it would be above the limit.',
      ]),
    );
  });

  test('says of an albumin that is only known to be below a line that it is below it', () => {
    expect(said([ACTIVE, message([total('11.2 mg/dL', AT), albumin('<18 g/L', AT)])])).toContain(
      'Corrected for albumin <18 g/L of 2026-03-02T00:00:00.000Z (Payne): 11.2 + 0.08 × (40 − 18) = 12.96 mg/dL; shown only, the albumin is too low for the formula.',
    );
  });

  test('speaks of a flag that is a cause too once, and of the others beside it', () => {
    const old = [message([albumin('24 g/L', days(-9))]), message([total('10.2 mg/dL', AT)])];

    const codes = judged([ACTIVE, ...old]).judgements[0]?.reasons.map(({ code }) => code) ?? [];

    expect(codes.filter((code) => ['ALBUMIN_MISSING', 'PROVISIONAL'].includes(code))).toEqual([
      'ALBUMIN_MISSING',
      'PROVISIONAL',
    ]);
  });

  test('speaks of a missing result only where there is none', () => {
    const missing = /no previous result/;

    expect(said([ACTIVE, mg(10, -48), mg(10.6)]).filter((sentence) => missing.test(sentence))).toEqual([]);
    expect(said([ACTIVE, mg(10.6)]).filter((sentence) => missing.test(sentence))).toHaveLength(1);
  });

  test('says why an alert was raised, and with what', () => {
    const [alert] = judged([ACTIVE, mg(12.6), mg(13.6, 20)]).raised;

    expect(renderExplanation(alert ?? { reasons: [] }).slice(-2)).toEqual([
      'Alert at level critical: an episode begins (R2).',
      'Other draws judged together with it: 1.',
    ]);
  });

  test('says what a notice does', () => {
    const version = (value: number, status: 'C' | 'W', hour: number) =>
      message([total(`${value} mg/dL`, AT, { status, reportedAt: hours(hour) })], {
        receivedAt: hours(hour),
      });
    const { raised } = lived([
      [ACTIVE, mg(13.6)],
      [version(11, 'C', 4)],
      [version(10, 'C', 5)],
      [version(13.6, 'C', 6)],
      [version(13.6, 'W', 7)],
    ]);

    const last = raised.map(([alert]) => renderExplanation(alert ?? { reasons: [] }).at(-1));

    expect(last.slice(1)).toEqual([
      'Correction: the critical alert now stands as routine.',
      'Correction: the critical alert no longer stands.',
      'Alert at level critical: an episode begins (R2).',
      'Retraction: the critical alert no longer stands.',
    ]);
  });

  test('reads anything without failing', () => {
    const reasons = ['VALUE', 'PAYNE', 'GRADE', 'CAPPED', 'ALERT', 'NOTICE'].map((code) => ({
      code,
      values: {},
    }));
    const beyond = { code: 'R5', values: { at: '9e15', value: '1', unit: 'mg/dL' } };

    expect(renderExplanation({ reasons: [...reasons, beyond, { code: 'NEW', values: {} }] })).toEqual([
      'Calcium  , collected an unknown time.',
      'Corrected for albumin  g/L of an unknown time (Payne):  +  × ( − ) =  ; shown only.',
      'Graded is the calcium,  : lab grade  (CTCAE v5.0), limit  .',
      'Worklist instead of , because .',
      'Alert at level :  ().',
      'Correction: the  alert now stands as .',
      'It has risen rapidly since 1 mg/dL of an unknown time (R5): urgent where it would be routine.',
      'NEW',
    ]);
  });
});

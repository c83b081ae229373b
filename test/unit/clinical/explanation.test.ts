import { describe, expect, test } from 'vitest';
import { renderExplanation } from '../../../shared/clinical/explanation.ts';

const AT = String(Date.UTC(2026, 2, 3, 7, 30));
const WHEN = '2026-03-03T07:30:00.000Z';

const said = (code: string, values: Readonly<Record<string, string>> = {}) =>
  renderExplanation({ reasons: [{ code, values }] })[0];

describe('the sentence of a reason', () => {
  test.each([
    ['calcium-total', 'Total calcium'],
    ['calcium-corrected', "Calcium as the laboratory's own correction gives it"],
    ['calcium-ionized', 'Ionized calcium'],
    ['calcium-ionized-ph-adjusted', 'Ionized calcium adjusted to pH 7.4'],
    ['calcium-of-tomorrow', 'Calcium'],
  ])('names %s', (analyte, name) => {
    const values = { analyte, comparator: '=', value: '2.71', unit: 'mmol/L', at: AT };

    expect(said('VALUE', values)).toBe(`${name} 2.71 mmol/L, collected ${WHEN}.`);
  });

  test.each([
    ['ionized', 'the ionized calcium'],
    ['lab-corrected', "the laboratory's corrected calcium"],
    ['computed', 'the calcium corrected by the Payne formula'],
    ['uncorrected', 'the uncorrected total calcium'],
    ['guessed', 'the calcium'],
  ])('names what is graded: %s', (basis, name) => {
    const graded = { basis, comparator: '>', value: '3.0', unit: 'mmol/L', limit: '2.60' };

    expect(said('GRADE', { ...graded, grade: '2' })).toBe(
      `Graded is ${name}, >3.0 mmol/L: lab grade 2 (CTCAE v5.0), limit 2.60 mmol/L.`,
    );
    expect(said('GRADE', { ...graded, comparator: '<', grade: '0' })).toBe(
      `Graded is ${name}, <3.0 mmol/L: not above the limit of 2.60 mmol/L.`,
    );
  });

  test.each([
    ['computed', 'this is graded'],
    ['ionized', 'shown only, the ionized calcium is graded'],
    ['provisional', 'shown only, the albumin is older than the correction allows'],
    ['uncorrected', 'shown only, the albumin is too low for the formula'],
    ['untold', 'shown only'],
  ])('writes the formula out and says what it is for: %s', (use, purpose) => {
    const formula = { albumin: '30', albuminAt: AT, total: '2.60', factor: '0.02', pivot: '40' };

    expect(said('PAYNE', { ...formula, corrected: '2.80', unit: 'mmol/L', use })).toBe(
      `Corrected for albumin 30 g/L of ${WHEN} (Payne): 2.60 + 0.02 × (40 − 30) = 2.80 mmol/L; ${purpose}.`,
    );
  });

  test.each([
    ['=', '18'],
    ['<', '<18'],
  ])('writes an albumin with comparator %s as %s g/L', (albuminComparator, albumin) => {
    expect(said('PAYNE', { albuminComparator, albumin: '18', albuminAt: AT })).toContain(
      `albumin ${albumin} g/L of ${WHEN}`,
    );
  });

  test.each([
    ['child', 'the patient was a child'],
    ['unconfirmed', 'the diagnosis is an unconfirmed admitting one'],
    ['history', 'cancer is in the history only'],
    ['uncertain', 'the tumour is of uncertain behaviour'],
    ['untold', ''],
  ])('says why only the worklist: %s', (why, because) => {
    expect(said('CAPPED', { from: 'routine', why })).toBe(`Worklist instead of routine, because ${because}.`);
  });

  test.each([
    ['R2', 'an episode begins'],
    ['R3', 'the level is above everything alerted in this episode'],
    ['R6', 'the calcium is still raised long after the last alert'],
    ['R8', 'a rise below the limit'],
    ['R9', 'a steady rise towards the limit'],
    ['R13', 'higher than alerted, but too late to page'],
    ['LAB_CRITICAL', 'the laboratory holds it critical'],
    ['PROVISIONAL', 'an older albumin would put it above the limit'],
    ['DISCORDANT', 'total and ionized calcium contradict each other'],
    ['ALBUMIN_HIGH', 'a high albumin explains the total'],
    ['R99', 'R99'],
  ])('says which rule alerts: %s', (rule, why) => {
    expect(said('ALERT', { level: 'urgent', rule })).toBe(`Alert at level urgent: ${why} (${rule}).`);
  });

  test.each([
    ['correction', 'none', 'Correction: the urgent alert no longer stands.'],
    ['retraction', 'none', 'Retraction: the urgent alert no longer stands.'],
    ['correction', 'routine', 'Correction: the urgent alert now stands as routine.'],
  ])('says what a %s to %s does', (kind, to, sentence) => {
    expect(said('NOTICE', { kind, from: 'urgent', to })).toBe(sentence);
  });

  test.each([
    ['PH_ADJUSTED', /adjusted to pH 7\.4 was sent\.$/],
    ['PRELIMINARY', /preliminary\.$/],
    ['PROVISIONAL', /With an older albumin it would be above the limit\.$/],
    ['ALBUMIN_HIGH', /above the limit, the corrected value is not: the albumin is high\.$/],
    ['LAB_CRITICAL', /not above the limit, but the laboratory holds it critical\.$/],
    ['LAB_CRITICAL_FLAG', /flagged it critical \(OBX-8 HH or AA\)\.$/],
    ['NO_CANCER_KNOWN', /No cancer was known.*history only\.$/],
    ['PRELIMINARY_ONLY', /preliminary result alerts only when critical\.$/],
    ['R4', /^No alert.*\(R4\)\.$/],
    ['LISTED_ALREADY', /^No entry.*same reason\.$/],
  ])('of %s reads %s', (code, words) => {
    expect(said(code)).toMatch(words);
  });

  test.each([
    ['ALBUMIN_MISSING', { hours: '12' }, 'No albumin within 12 h: the uncorrected total counts as a floor.'],
    ['UNCERTAIN', { below: '25' }, 'The albumin is below 25 g/L, where no correction is reliable.'],
    ['CHECK_IONIZED', { below: '32' }, 'The albumin is below 32 g/L: measure ionized calcium.'],
    ['R11', { days: '300' }, 'There is no previous result of this kind within 300 days to compare it with.'],
    ['R7', { days: '90' }, 'It begins an episode within 90 days of a severe one (R7): one level up.'],
    ['LATE', { hours: '12' }, 'It could be judged only more than 12 h after it was collected.'],
    ['R13', { hours: '12' }, 'No page: it could be judged only 12 h or more after it was collected (R13).'],
  ])('of %s names the number of the policy', (code, values, sentence) => {
    expect(said(code, values)).toBe(sentence);
  });

  test.each([
    ['RECENT_LOWEST', `The lowest of the last 5 days was 9.4 mg/dL of ${WHEN}.`],
    ['MEDIAN', `The median of 5 to 300 days before was 9.4 mg/dL of ${WHEN}.`],
    ['R5', `It has risen rapidly since 9.4 mg/dL of ${WHEN} (R5): urgent where it would be routine.`],
    ['R12', `It differs implausibly from 9.4 mg/dL of ${WHEN} (R12): check the specimen.`],
    ['R8', `Below the limit, it has risen rapidly since 9.4 mg/dL of ${WHEN} (R8).`],
    ['R9', `It has risen steadily towards the limit since 9.4 mg/dL of ${WHEN} (R9).`],
    ['DISCORDANT', 'The total calcium (9.4 mg/dL) is severe, the ionized is not raised.'],
  ])('of %s names the value that it compares with', (code, sentence) => {
    const numbers = { days: '5', from: '5', to: '300' };
    expect(said(code, { value: '9.4', unit: 'mg/dL', at: AT, ...numbers })).toBe(sentence);
  });

  test('of the level and of the draws judged together gives them', () => {
    expect(said('LEVEL', { level: 'critical' })).toBe('Level: critical.');
    expect(said('TOGETHER', { others: '2' })).toBe('Other draws judged together with it: 2.');
  });

  test('that nobody knows is its code', () => {
    expect(said('R77')).toBe('R77');
    expect(said('__proto__')).toBe('__proto__');
  });
});

describe('an instant in a sentence', () => {
  test.each([
    ['8640000000000000', '+275760-09-13T00:00:00.000Z'],
    ['-8640000000000000', '-271821-04-20T00:00:00.000Z'],
    ['8640000000000001', 'an unknown time'],
    ['-8640000000000001', 'an unknown time'],
    ['0', '1970-01-01T00:00:00.000Z'],
    ['', 'an unknown time'],
    ['soon', 'an unknown time'],
  ])('%j reads %s', (at, text) => {
    expect(said('RECENT_LOWEST', { value: '9', unit: 'mg/dL', at, days: '7' })).toBe(
      `The lowest of the last 7 days was 9 mg/dL of ${text}.`,
    );
  });
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Advice, type Advised, adviceOn } from '../../../shared/clinical/advice.ts';
import { ANALYTES } from '../../../shared/clinical/fact.ts';
import { FLAGS } from '../../../shared/clinical/flag.ts';
import { FLAG_MEANING } from '../../../shared/clinical/flag-meaning.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';

const ALERT: Advised = {
  ...{ kind: 'alert', grade: 3, analyte: 'calcium-total', flags: [], context: [] },
  cancer: { class: 'active', bone: false, codes: ['C18.9'] },
};
const advised = (more: Partial<Advised> = {}) => adviceOn({ ...ALERT, ...more });

const rising = (analyte: string, rises = true): Advised['context'][number] => ({
  ...{ analyte, value: '2', unit: 'U/L', collectedAt: epochMs(2), rising: rises },
  previous: { value: '1', unit: 'U/L', collectedAt: epochMs(1) },
});

const cancerOf = (...codes: string[]): Partial<Advised> => ({
  cancer: { class: 'active', bone: false, codes },
});

const sentencesOf = ({ redFlags, confirm, harms, pointers, flags, besideLaboratory }: Advice) => [
  ...[...redFlags, ...confirm, harms, ...pointers, besideLaboratory],
  ...flags.map(({ meaning }) => meaning),
];
const entriesOf = ({ ask, drugsRaisingCalcium, drugsHarmingKidney }: Advice) => [
  ask,
  drugsRaisingCalcium,
  drugsHarmingKidney,
];

const anyAlert: fc.Arbitrary<Advised> = fc.record({
  kind: fc.constantFrom('alert', 'correction', 'retraction'),
  grade: fc.constantFrom(0, 1, 2, 3, 4),
  analyte: fc.constantFrom(...ANALYTES),
  flags: fc.subarray([...FLAGS]),
  context: fc.subarray([...ANALYTES]).map((analytes) => analytes.map((analyte) => rising(analyte))),
  cancer: fc.record({
    class: fc.constantFrom('active', 'uncertain', 'history', 'none'),
    bone: fc.boolean(),
    codes: fc.subarray(['C34.9', 'C50.9', 'C61', 'C64', 'C73', 'C79.51', 'C90.00', '363346000']),
  }),
});

describe('what a signed-in reader is told', () => {
  test('is made of whole sentences and filled lists, whatever the alert', () => {
    fc.assert(
      fc.property(anyAlert, (alert) => {
        const advice = adviceOn(alert);

        for (const sentence of sentencesOf(advice)) expect(sentence).toMatch(/^[A-Z].{20,}\.$/);
        for (const entries of entriesOf(advice)) {
          expect(entries.length).toBeGreaterThan(4);
          for (const entry of entries) expect(entry).toMatch(/^[A-Z].{3,}[^.]$/);
        }
      }),
    );
  });

  test('holds the red flag of the spinal cord in every alert and notice', () => {
    fc.assert(
      fc.property(anyAlert, (alert) => {
        const [cord] = adviceOn(alert).redFlags;

        expect(cord).toMatch(/back pain.*leg weakness.*bladder or bowel.*cord compression.*emergency/i);
      }),
    );
  });

  test('never claims a metastasis: the word stands only where it is said that there may be none', () => {
    fc.assert(
      fc.property(anyAlert, (alert) => {
        const advice = adviceOn(alert);
        const texts = [advice.headline, ...sentencesOf(advice), ...entriesOf(advice).flat()];

        const claims = texts.filter((text) => /metasta|secondar|has spread/i.test(text));
        expect(claims).toEqual([expect.stringContaining('one in five patients')]);
        expect(claims).toEqual([expect.stringContaining('has no bone metastasis')]);
        expect(texts.filter((text) => /wider bone disease/.test(text) && !/may mean/.test(text))).toEqual([]);
      }),
    );
  });

  test('says that it adds to the laboratory, and what a raised calcium harms', () => {
    const { besideLaboratory, harms } = advised();

    expect(besideLaboratory).toMatch(/adds to the laboratory's own critical call and never replaces it/);
    expect(harms).toMatch(/kidneys.*consciousness/);
  });

  test('asks after the symptoms and names the drugs', () => {
    const { ask, drugsRaisingCalcium, drugsHarmingKidney } = advised();

    for (const symptom of [
      /thirst.*urine/i,
      /nausea/i,
      /constipation/i,
      /confusion/i,
      /weakness/i,
      /bone pain/i,
    ])
      expect(ask).toContainEqual(expect.stringMatching(symptom));
    for (const drug of [/thiazide/i, /calcium/i, /vitamin d/i, /vitamin a/i, /lithium/i])
      expect(drugsRaisingCalcium).toContainEqual(expect.stringMatching(drug));
    for (const drug of [/nsaid/i, /ace inhibitor/i])
      expect(drugsHarmingKidney).toContainEqual(expect.stringMatching(drug));
  });

  test('is the same for the same judgement', () => {
    fc.assert(
      fc.property(anyAlert, (alert) => {
        expect(adviceOn(structuredClone(alert))).toEqual(adviceOn(alert));
      }),
    );
  });
});

describe('the headline', () => {
  test.each<[Partial<Advised>, string]>([
    [{}, 'Raised calcium in a patient with cancer'],
    [{ grade: 1 }, 'Raised calcium in a patient with cancer'],
    [{ grade: 0 }, 'Calcium to review in a patient with cancer'],
    [{ kind: 'correction' }, 'Correction: calcium in a patient with cancer'],
    [{ kind: 'retraction', grade: 0 }, 'Retraction: calcium in a patient with cancer'],
    [
      { cancer: { ...ALERT.cancer, class: 'history' } },
      'Raised calcium in a patient with a history of cancer',
    ],
    [
      { cancer: { ...ALERT.cancer, class: 'uncertain' } },
      'Raised calcium in a patient with a tumour of uncertain behaviour',
    ],
    [
      { kind: 'correction', cancer: { class: 'none', bone: false, codes: [] } },
      'Correction: calcium in a patient in whom no cancer is known any more',
    ],
  ])('of %j is "%s"', (more, headline) => {
    expect(advised(more).headline).toBe(headline);
  });
});

describe('what to confirm', () => {
  test.each(['CHECK_SPECIMEN', 'DISCORDANT', 'UNCERTAIN'] as const)('%s: a repeat', (flag) => {
    expect(advised({ flags: ['LATE', flag] }).confirm[0]).toMatch(/^Repeat the calcium/);
  });

  test.each(['ALBUMIN_MISSING', 'PROVISIONAL'] as const)('%s: the albumin', (flag) => {
    expect(advised({ flags: ['LATE', flag] }).confirm[0]).toMatch(/^Albumin/);
  });

  test('PRELIMINARY: the final result', () => {
    expect(advised({ flags: ['PRELIMINARY'] }).confirm[0]).toMatch(/^The final result/);
  });

  test('no such flag: ionized calcium and PTH come first', () => {
    expect(advised({ flags: ['LATE', 'BONE'] }).confirm.slice(0, 2)).toEqual([
      expect.stringMatching(/^Ionized calcium, which/),
      expect.stringMatching(/^PTH/),
    ]);
  });

  test.each([
    ['calcium-ionized', true],
    ['calcium-ionized-ph-adjusted', false],
    ['calcium-corrected', false],
  ])('%s: ionized calcium was measured: %s', (analyte, measured) => {
    const said = advised({ analyte }).confirm.some((sentence) => sentence.includes('was measured here'));

    expect(said).toBe(measured);
  });

  test('nothing to be confirmed holds up a patient who is unwell', () => {
    expect(advised().confirm.at(-1)).toMatch(/delay seeing a patient who is unwell/);
  });
});

describe('pointers', () => {
  test.each([
    ['C34.9', 'lung'],
    ['C50.9', 'breast'],
    ['C61', 'prostate'],
    ['C64', 'kidney'],
    ['C73', 'thyroid'],
  ])('%s, cancer of the %s, is likely to spread to bone', (code, site) => {
    expect(advised(cancerOf(code, `${code}1`)).pointers).toEqual([
      `Cancer of the ${site} is likely to spread to bone: ask about bone pain.`,
      expect.stringContaining('one in five'),
    ]);
  });

  test.each(['C18.9', 'C90.00', 'D34', '363346000', ''])('%j: not said to', (code) => {
    expect(advised(cancerOf(code)).pointers).toEqual([expect.stringContaining('one in five')]);
  });

  test.each([
    ['psa', 'PSA'],
    ['ca-15-3', 'CA 15-3'],
    ['ca-27-29', 'CA 27.29'],
    ['cea', 'CEA'],
    ['thyroglobulin', 'Thyroglobulin'],
    ['m-protein', 'M-protein'],
  ])('%s rises: it may mean wider bone disease', (analyte, name) => {
    expect(advised({ context: [rising(analyte)] }).pointers.slice(1)).toEqual([
      `${name} has risen: a rising marker may mean wider bone disease; it does not prove it.`,
    ]);
  });

  test('creatinine rises: the kidney is what hypercalcaemia harms', () => {
    expect(advised({ context: [rising('creatinine')] }).pointers.slice(1)).toEqual([
      'Creatinine has risen since the result before: the kidney is what hypercalcaemia harms.',
    ]);
  });

  test('what does not rise, or means neither, is not pointed out', () => {
    const context = [rising('creatinine', false), rising('psa', false), rising('egfr'), rising('unheard-of')];

    expect(advised({ context }).pointers).toHaveLength(1);
  });
});

describe('the meaning of flags', () => {
  test.each(FLAGS)('%s has one plain sentence', (flag) => {
    expect(FLAG_MEANING[flag]).toMatch(/^[A-Z](?:[^.]|\.\d){30,}\.$/);
    expect(advised({ flags: [flag] }).flags).toEqual([{ flag, meaning: FLAG_MEANING[flag] }]);
  });

  test('no two flags have the same', () => {
    expect(new Set(Object.values(FLAG_MEANING)).size).toBe(FLAGS.length);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CodeMapEntry } from '../../../shared/clinical/code-map.ts';
import { namesCalcium } from '../../../shared/clinical/looks-like-calcium.ts';
import { resolveCode } from '../../../shared/clinical/resolve-code.ts';
import { createWatchedCodes } from '../../../shared/clinical/watched-codes.ts';
import { coded, feedThat } from './observation.ts';

const IN_OTHER_WORDS: readonly (readonly [language: string, name: string])[] = [
  ['Albanian', 'Kalciumi'],
  ['Arabic', 'الكالسيوم'],
  ['Armenian', 'Կալցիում'],
  ['Azerbaijani', 'Kalsium'],
  ['Basque', 'Kaltzioa'],
  ['Belarusian', 'Кальцый агульны'],
  ['Bosnian', 'Kalcij ukupni'],
  ['Breton', 'Kalsiom'],
  ['Bulgarian', 'Калций общ'],
  ['Catalan', 'Calci total'],
  ['Chinese, simplified', '血清总钙'],
  ['Chinese, traditional', '鈣離子'],
  ['Croatian', 'Kalcij, ionizirani'],
  ['Czech', 'Vápník celkový'],
  ['Danish', 'Calciumion(frit)'],
  ['Dutch', 'Calcium, gecorrigeerd'],
  ['Estonian', 'Kaltsium'],
  ['Faroese', 'Kalsium'],
  ['Finnish', 'Kalsium, ionisoitunut'],
  ['French', 'Calcémie corrigée'],
  ['Galician', 'Calcio'],
  ['Georgian', 'კალციუმი'],
  ['German', 'Kalzium'],
  ['Greek', 'Ασβέστιο ορού'],
  ['Hebrew', 'סידן'],
  ['Hungarian', 'Kálcium'],
  ['Icelandic', 'Kalsín'],
  ['Irish', 'Cailciam'],
  ['Italian', 'Calcio ionizzato'],
  ['Japanese', 'カルシウム'],
  ['Japanese, narrow', 'ｶﾙｼｳﾑ'],
  ['Korean', '칼슘'],
  ['Latvian', 'Kalcijs'],
  ['Lithuanian', 'Bendras kalcis'],
  ['Luxembourgish', 'Kalzium'],
  ['Macedonian', 'Калциум'],
  ['Maltese', 'Kalċju'],
  ['Norwegian', 'Kalsium'],
  ['Polish', 'Wapń całkowity'],
  ['Polish, declined', 'Stężenie wapnia'],
  ['Portuguese', 'Cálcio iônico'],
  ['Romanian', 'Calciu seric'],
  ['Russian', 'Кальций общий'],
  ['Serbian', 'Калцијум'],
  ['Serbian in Latin letters', 'Kalcijum'],
  ['Slovak', 'Vápnik'],
  ['Slovene', 'Kalcij'],
  ['Spanish', 'Calcio corregido'],
  ['Swedish', 'Kalcium'],
  ['Turkish', 'Kalsiyum'],
  ['Ukrainian', 'Кальцій іонізований'],
  ['Welsh', 'Calsiwm'],
  ['wide letters', 'Ｃａｌｃｉｕｍ'],
  ['the ion', 'Ca2+'],
  ['the ion, raised', 'Ca²⁺ ionisiert'],
  ['the ion, spaced', 'Ca 2+'],
  ['the ion, in brackets', 'Ca(2+)'],
  ['the ion with two signs', 'Ca++'],
];

const withoutAccents = (name: string) => name.normalize('NFD').replaceAll(/\p{M}/gu, '');

describe('a name of calcium', () => {
  it.each(IN_OTHER_WORDS)('is known in %s: %s', (_, name) => {
    const written = [
      name,
      name.toUpperCase(),
      name.toLowerCase(),
      withoutAccents(name),
      name.normalize('NFD'),
    ];

    expect(written.filter((one) => !namesCalcium('X', one))).toEqual([]);
  });

  it.each(IN_OTHER_WORDS)('is known as a code, in %s: %s', (_, name) => {
    expect(namesCalcium(name, '')).toBe(true);
  });

  it.each([
    ['X', 'Calcium, calculated'],
    ['X', 'Calculated calcium'],
    ['X', 'Calcium/Creatinine (calc)'],
    ['X', 'Calcm, not chol'],
    ['X', 'Corr. calc'],
    ['X', 'calc'],
    ['X', 'S-CALC'],
    ['X', 'CALCÉMIE'],
    ['X', 'Calcuim'],
    ['X', 'Calcium, total'],
    ['X', 'calcitotal'],
    ['CA', ''],
    ['ica', ''],
    [' CaI ', ''],
    [' CALC ', ''],
    ['CALC-S', ''],
    ["CALC'D", ''],
    ['CALCD', ''],
    ['CALC', 'LDL (calc)'],
    ['CALCT', ''],
    ['CALCTOT', ''],
    ['S-CALCIUM', ''],
  ])('is seen in %j %j', (code, text) => {
    expect(namesCalcium(code, text)).toBe(true);
  });
});

describe('no name of calcium', () => {
  it.each([
    ['X', 'Osmolality, calculated'],
    ['X', 'Calculated P axis'],
    ['X', 'CÁLCULO URINARIO'],
    ['X', 'Indice calcolato'],
    ['X', 'Débit calculé'],
    ['CALCULATED', ''],
    ['CALCOLATO', ''],
    ['X', 'Procalcitonin'],
    ['X', 'Calcitonine'],
    ['X', 'Prokalcitonin'],
    ['X', 'Kalzitonin'],
    ['X', 'Prokalsitonin'],
    ['X', 'Prokaltsitoniin'],
    ['X', 'Kaltzitonina'],
    ['X', 'Calsitonin'],
    ['X', 'Calcytonina'],
    ['X', 'Прокальцитонин'],
    ['X', 'Кальцытонін'],
    ['X', 'Калцитонин'],
    ['X', '降钙素原'],
    ['X', 'Calcitriol'],
    ['X', 'Кальцитриол'],
    ['X', 'Calcidiol'],
    ['X', 'Кальцидиол'],
    ['X', 'Calcifediol'],
    ['X', 'Кальцифедиол'],
    ['PROCALCITONIN', ''],
    ['CALCITONIN', ''],
    ['X', 'LDL (calc)'],
    ['X', 'LDL-CALC'],
    ['X', "VLDL, calc'd"],
    ['X', 'VLDL calcd.'],
    ['X', 'Calc HDL'],
    ['X', 'Cholesterol, calc'],
    ['X', 'GFR calc'],
    ['X', 'Osmolality (Calc)'],
    ['X', 'Anion gap (calc)'],
    ['X', 'Globulin, calc, calc'],
    ['X', 'Bicarbonate calc'],
    ['X', 'HCO3 (calc)'],
    ['X', 'O2 saturation calc'],
    ['X', 'Free testosterone (calc)'],
    ['LDLC-CALC', ''],
    ['GLOBCALC', ''],
    ['S-CALC', ''],
    ['AICA', ''],
    ['NA', 'Sodium'],
    ['CAM', 'Camphor'],
    ['MICA', 'Mica'],
    ['CAIX', ''],
    ['BCA', ''],
    ['CEA', 'CEA'],
    ['X', 'CA'],
    ['ZIP', 'Los Angeles, CA'],
    ['X', 'Ca 15-3'],
    ['X', 'Ca 2'],
    ['X', 'Ca 27.29'],
    ['X', 'Chemicals'],
    ['X', 'Alkalska fosfataza'],
    ['X', 'Lokaltsatser'],
    ['X', 'Kaltz'],
    ['X', 'Kalium'],
    ['X', 'Калий'],
    ['', ''],
  ])('is seen in %j %j', (code, text) => {
    expect(namesCalcium(code, text)).toBe(false);
  });
});

describe('the scan and the reader', () => {
  const words = fc.constantFrom(
    ...IN_OTHER_WORDS.map(([, name]) => name),
    'LDL (calc)',
    'Calculated',
    'CALC',
    'CA',
    'K1',
    'Sodium',
    'ica',
    '2160-0',
    '17862-4',
    '',
  );
  const systems = fc.constantFrom('', 'LN', 'L', '99X');
  const loincs = fc.constantFrom('17861-6', '2823-3', '17862-4', '2160-0');
  const entries: fc.Arbitrary<CodeMapEntry> = fc
    .record({
      code: fc.constantFrom('K1', 'CA', 'CALC', 'Cálcio'),
      system: fc.option(systems, { nil: undefined }),
      unit: fc.option(fc.constantFrom('mg/dL', 'mmol/L'), { nil: undefined }),
      loinc: loincs,
    })
    .map(({ code, loinc, system, unit }) => ({
      code,
      loinc,
      ...(system === undefined ? {} : { system }),
      ...(unit === undefined ? {} : { unit }),
    }));

  it('agree: what the reader would take is never passed over', () => {
    fc.assert(
      fc.property(
        fc.array(entries, { maxLength: 4 }),
        fc.array(fc.tuple(words, words, systems), { minLength: 1, maxLength: 3 }),
        fc.constantFrom('mg/dL', 'mmol/L', ''),
        (codes, triplets, unit) => {
          const feed = feedThat({ codes });
          const sent = triplets.map(([code, text, system]) => coded(code, text, system));
          const { is } = resolveCode({ codes: sent, units: [coded(unit)] }, feed);
          const isWatched = createWatchedCodes(feed);
          const isSeen = sent.some(({ code, text, system: named }) => isWatched(code, text, named));
          return is !== 'unmapped-calcium' || isSeen;
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['for another unit', { unit: 'mmol/L' }, true],
    ['for another system', { system: 'L' }, true],
    ['for whatever comes', {}, false],
  ])('a code that is mapped to nothing of ours %s', (_, only, expected) => {
    const entry = { code: 'K1', loinc: '2823-3', unit: 'mg/dL', system: '99X' };
    const feed = feedThat({ codes: [entry, { code: 'K1', loinc: '2823-3', ...only }] });

    expect(createWatchedCodes(feed)('K1', 'Calcium', 'L')).toBe(expected);
  });
});

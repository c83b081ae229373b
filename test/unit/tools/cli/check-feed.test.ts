import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type CheckFeedOptions, checkFeed } from '../../../../tools/cli/check-feed/check-feed.ts';
import type { Finding } from '../../../../tools/cli/check-feed/finding.ts';
import { folderOf, GOOD_CALCIUM, quietTerminal, sampleOf } from './samples.ts';

type Report = {
  readonly ready: boolean;
  readonly findings: readonly Finding[];
  readonly files: readonly { readonly path: string; readonly messages: number }[];
};

async function check(paths: readonly string[], options: CheckFeedOptions = {}) {
  const terminal = quietTerminal();
  const code = await checkFeed(paths, { ...options, json: true }, terminal);
  const report = JSON.parse(terminal.printed()) as Report;
  return { code, report, codes: report.findings.map((finding) => finding.code), printed: terminal.printed() };
}

async function checkMessages(messages: readonly string[], options: CheckFeedOptions = {}) {
  return check([folderOf({ 'a.hl7': messages.join('\r') })], options);
}

const corpus = fileURLToPath(new URL('../../../../../shared/corpus', import.meta.url));
const hasCorpus = existsSync(corpus);
const withCorpus = hasCorpus ? '' : ' (skipped: ../shared/corpus is not there)';

/** Every way in which calcium can look like calcium and not be mapped, and the LOINC code to propose. */
const UNMAPPED: readonly (readonly [string, string, string | undefined])[] = [
  ['a code alone', 'NM|CA^^LAB||9.4|mg/dL|||||F', '17861-6'],
  ['a code of ionized calcium', 'NM|ICA^^LAB||1.22|mmol/L|1.15-1.30||||F', '1995-0'],
  ['another code of it', 'NM|CAI^^LAB||1.22|mmol/L|1.15-1.30||||F', '1995-0'],
  ['a code that begins with CALC', 'NM|CALC2^^LAB||9.4|mg/dL|8.6-10.5||||F', '17861-6'],
  ['a name', 'NM|1234^Calcium total^LAB||2.41|mmol/L|2.15-2.60||||F', '2000-8'],
  ['a German name', 'NM|1234^Kalzium^LAB||2.41|mmol/L|2.15-2.60||||F', '2000-8'],
  ['a Portuguese name', 'NM|555^Cálcio^LAB||9.4|mg/dL|||||F', '17861-6'],
  ['a name of the ion', 'NM|1235^Ca2+^LAB||1.22|mmol/L|1.15-1.30||||F', '1995-0'],
  ['unit and range alone', 'NM|77^Analyte 77^LAB||9.4|mg/dL|8.6-10.5||||F', '17861-6'],
  ['unit and range of ionized calcium', 'NM|77^Analyte 77^LAB||1.22|mmol/L|1.15-1.30||||F', '1995-0'],
  ['a corrected one', 'NM|CALCC^Calcium, albumin corrected^LAB||9.4|mg/dL|8.6-10.5||||F', '46099-8'],
  ['one of urine, to be left alone', 'NM|UCA^Calcium, urine^LAB||9.4|mg/dL|||||F', '17862-4'],
  ['a name without a code', 'NM|^Calcium||9.4|mg/dL|8.6-10.5||||F', undefined],
];

describe('check-feed finds calcium that would be missed', () => {
  test.each(UNMAPPED)('%s, and proposes an entry', async (_, obx, loinc) => {
    const { code, report } = await checkMessages([sampleOf({ obx })]);

    const [finding] = report.findings.filter((one) => one.code === 'UNMAPPED_CALCIUM');
    const entry = finding?.paste === undefined ? undefined : (JSON.parse(finding.paste) as { loinc: string });
    expect([code, report.ready, finding?.weight, entry?.loinc]).toEqual([1, false, 'missed', loinc]);
  });

  test.each([
    ['a name that only people know', 'NM|555^Ca, total^LAB||9.4|mg/dL|||||F'],
    ['a code that only people know', 'NM|CATOT^Tot.^LAB||2.4|mmol/L|||||F'],
  ])('%s, which nothing would notice', async (_, obx) => {
    const { code, codes } = await checkMessages([sampleOf({ obx })]);

    expect([code, codes.includes('MAY_BE_CALCIUM')]).toEqual([1, true]);
  });

  test.each([
    ['without a unit', 'NM|17861-6^Calcium^LN||9.4||||||F', 'unit-missing'],
    [
      'with the range of ionized calcium',
      'NM|17861-6^Calcium^LN||5.1|mg/dL|4.5-5.3||||F',
      'range-of-another-kind',
    ],
    ['with a decimal comma', 'NM|2000-8^Calcium^LN||2,71|mmol/L|2.15-2.60||||F', 'decimal-comma'],
  ])('whose value is set aside: %s', async (_, obx, reason) => {
    const { code, report } = await checkMessages([sampleOf({ obx })]);

    const [finding] = report.findings.filter((one) => one.code === 'CALCIUM_SET_ASIDE');
    expect([code, finding?.text.includes(`[${reason}]`)]).toEqual([1, true]);
  });

  test.each([
    ['without an identifier', { obx: GOOD_CALCIUM, pid3: '' }, 'MESSAGES_QUARANTINED'],
    ['in a message type that is not read', { obx: GOOD_CALCIUM, type: 'MDM^T02' }, 'UNREAD_MESSAGE_TYPE'],
    ['in a message that cannot be read', { obx: `${GOOD_CALCIUM}\rno segment` }, 'MESSAGES_QUARANTINED'],
  ])('%s', async (_, sample, expected) => {
    const { code, report } = await checkMessages([sampleOf(sample)]);

    const weights = report.findings.filter((one) => one.code === expected).map(({ weight }) => weight);
    expect([code, weights]).toEqual([1, ['missed']]);
  });

  test('and the entries it proposes end that', async () => {
    const mappable = UNMAPPED.filter(([, , loinc]) => loinc !== undefined);
    const messages = mappable.map(([, obx]) => sampleOf({ obx }));
    const before = await checkMessages(messages);
    const entries = before.report.findings.flatMap(({ code, paste }) =>
      code === 'UNMAPPED_CALCIUM' && paste !== undefined ? [JSON.parse(paste) as unknown] : [],
    );
    const folder = folderOf({
      'config.json': JSON.stringify(configWith({ understanding: { codes: entries } })),
    });

    const after = await checkMessages(messages, { config: join(folder, 'config.json') });

    expect(after.report.findings.filter(({ weight }) => weight === 'missed')).toEqual([]);
    expect(after.code).toBe(0);
  });
});

function configWith(feed: object) {
  const team = { id: 'a', name: 'A', contacts: [{ protocol: 'email', to: 'a@example.org' }] };
  return {
    teams: [team],
    fallbackTeam: 'a',
    feeds: [{ id: 'riverside', sendingFacility: 'RIVERSIDE', ...feed }],
  };
}

describe('check-feed raises no false alarm', () => {
  test.each([
    ['calcium in LOINC', GOOD_CALCIUM],
    ['procalcitonin', 'NM|PCT^Procalcitonin^LAB||0.1|ng/mL|0-0.5||||F'],
    ['calcitriol', 'NM|VD^Calcitriol^LAB||50|pg/mL|20-80||||F'],
    ['a calculated result', 'NM|LDL^LDL (calc)^LAB||90|mg/dL|0-130||||F'],
    ['crystals', 'NM|CRY^Calcium oxalate crystals^LAB||3|/HPF|||||F'],
    ['a tumour marker', 'NM|X1^CA 15-3^LAB||20|U/mL|0-30||||F'],
    ['potassium in mEq/L', 'NM|K^Potassium^LAB||4.1|mEq/L|3.5-5.1||||F'],
    ['calcium of a CRRT circuit', 'NM|83064-6^Calcium ionized^LN||0.3|mmol/L|||||F'],
  ])('at %s', async (_, obx) => {
    const { code, report } = await checkMessages([sampleOf({ obx })]);

    expect([code, report.findings.filter(({ weight }) => weight === 'missed')]).toEqual([0, []]);
  });

  test.skipIf(!hasCorpus)(
    `in the public corpus, where it finds all that is planted and the one unmapped calcium it has${withCorpus}`,
    async () => {
      const folder = folderOf({ 'planted.hl7': UNMAPPED.map(([, obx]) => sampleOf({ obx })).join('\r') });

      const { report } = await check([corpus, folder]);

      const missed = report.findings.filter(({ weight }) => weight === 'missed');
      const ofCorpus = missed.filter(({ where }) => where?.startsWith(corpus));
      const planted = missed.filter(({ where }) => where?.startsWith(folder));
      expect(ofCorpus.map(({ code, text }) => `${code} ${text.slice(0, 12)}`)).toEqual([
        'UNMAPPED_CALCIUM CA “Calcium”',
      ]);
      expect(planted.reduce((sum, { count }) => sum + count, 0)).toBe(UNMAPPED.length);
      expect(missed).toHaveLength(ofCorpus.length + planted.length);
      expect(report.files.length).toBeGreaterThan(1_000);
    },
    60_000,
  );
});

describe('check-feed goes on after a bad file', () => {
  const good = sampleOf({ obx: GOOD_CALCIUM });

  test.each([
    ['empty', '', 'is empty'],
    ['binary', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 255, 254]), 'holds no HL7 message'],
    ['a damaged gzip', gzipSync(good).subarray(0, 60), 'damaged or cut short'],
  ])('that is %s, and names it', async (_, content, expected) => {
    const { code, report } = await check([folderOf({ '1-bad': content, '2-good.hl7': good })]);

    const unread = report.findings.filter(({ weight }) => weight === 'unread');
    expect(unread.map(({ text }) => text.includes(expected) && text.includes('1-bad'))).toEqual([true]);
    expect(report.files.find(({ path }) => path.endsWith('2-good.hl7'))?.messages).toBe(1);
    expect(code).toBe(1);
  });

  test('that does not exist', async () => {
    const folder = folderOf({ 'good.hl7': good });

    const { codes, report } = await check([join(folder, 'none'), join(folder, 'good.hl7')]);

    expect(codes).toContain('FILE_UNREADABLE');
    expect(report.files).toHaveLength(2);
  });

  test('and after a message over the cap', async () => {
    const huge = sampleOf({ obx: `TX|N^Note||${'x'.repeat(10_000_001)}` });

    const { codes, report } = await checkMessages([huge, good]);

    expect(codes).toContain('MESSAGE_TOO_LARGE');
    expect(report.files[0]?.messages).toBe(1);
  });

  test.each([
    ['gzip', gzipSync(`${good}\r${good}`)],
    ['MLLP frames', `\v${good}\x1c\r\v${good}\x1c\r`],
    ['a batch', `FHS|^~\\&\rBHS|^~\\&\r${good}\r${good}\rBTS|2\rFTS|1\r`],
  ])('reads %s', async (_, content) => {
    const { code, report } = await check([folderOf({ 'two.hl7': content })]);

    expect([code, report.files[0]?.messages]).toEqual([0, 2]);
  });
});

describe('check-feed --registry', () => {
  const HEADER = 'assigning_authority,patient_id,birth_date,icd10,status,diagnosed_on,team';

  async function matched(row: string, pid3: string, birthDate = '19600615') {
    const folder = folderOf({ 'registry.csv': `${HEADER}\n${row}\n` });
    const sample = sampleOf({ obx: GOOD_CALCIUM, pid3, birthDate });
    const { code, report } = await checkMessages([sample], { registry: join(folder, 'registry.csv') });
    return { code, near: report.findings.filter((one) => one.code === 'NEAR_MISS_OF_REGISTRY'), report };
  }

  test.each([
    [
      'leading zeros',
      'RIVERSIDE,123,1960-06-15,C34.1,active,,',
      '000123^^^RIVERSIDE^MR',
      'stripLeadingZeros',
    ],
    ['another authority', 'TRUST,123,1960-06-15,C34.1,active,,', '123^^^RIVERSIDE^MR', 'defaultAuthority'],
    ['hyphens', 'RIVERSIDE,12-3,1960-06-15,C34.1,active,,', '123^^^RIVERSIDE^MR', 'write the registry'],
    [
      'another repetition',
      'NHS,999,1960-06-15,C34.1,active,,',
      '123^^^RIVERSIDE^MR~999^^^NHS^NH',
      'preferredIdentifiers',
    ],
  ])('names a near miss: %s', async (_, row, pid3, remedy) => {
    const { code, near } = await matched(row, pid3);

    expect([code, near.length, near[0]?.text.includes(remedy)]).toEqual([1, 1, true]);
  });

  test('takes nobody of the same number and another birth date for the patient', async () => {
    const { code, near } = await matched('TRUST,123,1971-01-01,C34.1,active,,', '123^^^RIVERSIDE^MR');

    expect([code, near]).toEqual([0, []]);
  });

  test('counts who is in it', async () => {
    const { code, report } = await matched('RIVERSIDE,123,1960-06-15,C34.1,active,,', '123^^^RIVERSIDE^MR');

    expect(code).toBe(0);
    expect(report).toMatchObject({ feeds: [{ match: { patients: 1, matched: 1, nearMisses: [] } }] });
  });
});

describe('the report', () => {
  test('holds no patient data, in any form', async () => {
    const folder = folderOf({ 'a.hl7': sampleOf({ obx: 'NM|CA^^LAB||13.71|mg/dL|8.6-10.5||||F' }) });
    const html = join(folder, 'report.html');
    const terminal = quietTerminal();

    await checkFeed([join(folder, 'a.hl7')], { html }, terminal);
    await checkFeed([join(folder, 'a.hl7')], { json: true }, terminal);

    const all = terminal.printed() + readFileSync(html, 'utf8');
    expect(
      ['ZZPHIFAMILY', 'A100', '13.71', '19600615', '1960-06-15'].filter((planted) => all.includes(planted)),
    ).toEqual([]);
  });

  test('is one HTML file that loads nothing and shows names as text', async () => {
    const folder = folderOf({
      'a.hl7': sampleOf({ obx: 'NM|CA^<script>alert(1)</script> calcium^LAB||9|mg/dL|||||F' }),
    });
    const html = join(folder, 'report.html');

    await checkFeed([join(folder, 'a.hl7')], { html }, quietTerminal());

    const page = readFileSync(html, 'utf8');
    expect(page).toContain('<svg');
    expect(page).not.toMatch(/<script|src=|href=|url\(|https?:/);
    expect(page).toContain('&lt;script&gt;');
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type BacktestOptions, backtest } from '../../../../tools/cli/backtest/backtest.ts';
import { createLoneCrew } from '../../../../tools/cli/backtest/crew.ts';
import type { Report } from '../../../../tools/cli/backtest/report.ts';
import { createThreads } from '../../../../tools/cli/backtest/threads.ts';
import { folderOf, quietTerminal, sampleOf } from './samples.ts';

const HEADER = 'assigning_authority,patient_id,birth_date,icd10,status,diagnosed_on,team';
const REGISTERED = 'RIVERSIDE,A100,1960-06-15,C34.1,active,,';
const WITH_DIAGNOSIS = 'B200^^^RIVERSIDE^MR';

const calcium = (value: string, unit = 'mg/dL', range = '8.6-10.5') =>
  `NM|17861-6^Calcium^LN||${value}|${unit}|${range}||||F`;

/** A result of calcium, collected half an hour before it is sent, at an hour of a day of November 2026. */
function resultOn(day: number, hour: number, value: string, more: { readonly pid3?: string } = {}): string {
  const date = `202611${String(day).padStart(2, '0')}`;
  const [sent, collected] = [hour, hour - 1].map((at) => `${date}${String(at).padStart(2, '0')}`);
  return sampleOf({ obx: calcium(value), sentAt: `${sent}0000+0000`, ...more })
    .replaceAll('20261120100000', `${collected}3000`)
    .replaceAll('20261120102500', `${sent}0000`)
    .replace('ORDER1', `O${day}-${hour}-${value}`);
}

function diagnosisOn(day: number, pid3: string, code = 'C34.1'): string {
  return [
    `MSH|^~\\&|ADT|RIVERSIDE|CA|ONC|202611${String(day).padStart(2, '0')}120000+0000||ADT^A08|D${day}|P|2.5.1`,
    `PID|1||${pid3}||ZZPHIFAMILY^ZZPHIGIVEN||19600615|F`,
    `DG1|1||${code}^Something^I10||20261101|F`,
  ].join('\r');
}

function mergeOn(day: number, survivor: string, absorbed: string): string {
  return [
    `MSH|^~\\&|ADT|RIVERSIDE|CA|ONC|202611${String(day).padStart(2, '0')}120000+0000||ADT^A40|M${day}|P|2.5.1`,
    `PID|1||${survivor}||ZZPHIFAMILY^ZZPHIGIVEN||19600615|F`,
    `MRG|${absorbed}`,
  ].join('\r');
}

type Given = {
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly rows?: readonly string[];
  readonly options?: Partial<BacktestOptions>;
  readonly openCrew?: Parameters<typeof backtest>[3];
};

async function play({ files, rows = [REGISTERED], options = {}, openCrew = createLoneCrew }: Given) {
  const folder = folderOf({ ...files, 'registry.csv': [HEADER, ...rows].join('\n') });
  const at = (name: string) => join(folder, name);
  const { policy, against } = options;
  const told: string[] = [];
  const terminal = { ...quietTerminal(), tell: (text: string) => void told.push(text) };
  const code = await backtest(
    Object.keys(files)
      .filter((name) => !name.endsWith('.json'))
      .map(at),
    {
      ...{ registry: at('registry.csv'), csv: at('out.csv'), html: at('out.html'), json: true },
      ...options,
      ...(policy && { policy: at(policy) }),
      ...(against && { against: at(against) }),
    },
    terminal,
    openCrew,
  );
  const printed = terminal.printed();
  const [csv = '', html = ''] = ['out.csv', 'out.html'].map((name) => readFileSync(at(name), 'utf8'));
  const report = printed.startsWith('{') ? (JSON.parse(printed) as Report) : undefined;
  return { code, printed, told, report, csv, html, policies: report?.policies ?? [] };
}

describe('backtest counts', () => {
  test('pages by day, level, team and rule, and what was not told', async () => {
    const { code, report, policies } = await play({
      files: {
        'a.hl7': [
          resultOn(1, 9, '9.4'),
          resultOn(2, 9, '11.2'),
          resultOn(2, 15, '11.3'),
          resultOn(3, 9, '14.2'),
          resultOn(3, 10, '9.9', { pid3: 'OTHER^^^RIVERSIDE^MR' }),
        ].join('\r'),
      },
    });

    expect(code).toBe(0);
    expect(report).toMatchObject({ messages: 5, registered: 1, seen: 1, others: 0, days: { count: 3 } });
    expect(policies).toMatchObject([
      {
        pages: 2,
        days: [
          { day: '2026-11-02', pages: 1, byLevel: [{ name: 'routine', count: 1 }], byRule: [{ name: 'R2' }] },
          {
            day: '2026-11-03',
            pages: 1,
            byLevel: [{ name: 'critical', count: 1 }],
            byTeam: [{ name: 'no-team-named' }],
          },
        ],
        byTeam: [{ name: 'no-team-named', count: 2 }],
        byRule: [
          { name: 'R2', count: 1 },
          { name: 'R3', count: 1 },
        ],
        suppressed: [{ count: 1 }],
        patientsPaged: 1,
        episodes: 1,
        episodesPaged: 1,
        delays: { medianMs: 30 * 60_000, longestMs: 30 * 60_000 },
      },
    ]);
  });

  test('an episode that nobody was paged of, and what stood on the worklist alone', async () => {
    const { policies } = await play({
      files: { 'a.hl7': resultOn(2, 9, '11.2') },
      rows: ['RIVERSIDE,A100,1960-06-15,Z85.1,history,,'],
    });

    expect(policies).toMatchObject([
      { pages: 0, listed: [{ name: 'capped:history', count: 1 }], episodes: 1, episodesPaged: 0 },
    ]);
  });

  test('a correction as a page of its own', async () => {
    const corrected = resultOn(2, 9, '14.2')
      .replace('14.2|mg/dL|8.6-10.5||||F', '9.4|mg/dL|8.6-10.5||||C')
      .replace('20261102090000+0000||ORU', '20261102110000+0000||ORU')
      .replaceAll('20261102090000+0000|||F', '20261102110000+0000|||C');
    const { policies } = await play({ files: { 'a.hl7': [resultOn(2, 9, '14.2'), corrected].join('\r') } });

    expect(policies).toMatchObject([{ pages: 2, byKind: [{ name: 'alert' }, { name: 'correction' }] }]);
  });

  test('pages of one team at the same time that would go out together', async () => {
    const people = Array.from({ length: 14 }, (_, index) => `P${index}`);
    const { policies } = await play({
      files: {
        'a.hl7': people.map((id) => resultOn(2, 9, '14.2', { pid3: `${id}^^^RIVERSIDE^MR` })).join('\r'),
      },
      rows: people.map((id) => `RIVERSIDE,${id},1960-06-15,C34.1,active,,`),
    });

    expect(policies).toMatchObject([{ pages: 14, together: 4 }]);
  });
});

describe('backtest knows who has cancer', () => {
  test('by a diagnosis in the messages, whose earlier results count from then on', async () => {
    const { code, report, policies } = await play({
      files: {
        'a.hl7': [
          resultOn(2, 9, '14.2', { pid3: WITH_DIAGNOSIS }),
          resultOn(2, 10, '14.4', { pid3: 'C300^^^RIVERSIDE^MR' }),
          diagnosisOn(4, WITH_DIAGNOSIS),
          diagnosisOn(4, 'C300^^^RIVERSIDE^MR', 'I10'),
        ].join('\r'),
      },
    });

    expect([code, report?.seen, report?.others]).toEqual([0, 0, 1]);
    expect(policies).toMatchObject([{ pages: 1, days: [{ day: '2026-11-04' }] }]);
  });

  test('by a merge with somebody who has', async () => {
    const { report, policies } = await play({
      files: {
        'a.hl7': [
          resultOn(2, 9, '14.2', { pid3: 'D400^^^RIVERSIDE^MR' }),
          mergeOn(4, 'A100^^^RIVERSIDE^MR', 'D400^^^RIVERSIDE^MR'),
        ].join('\r'),
      },
    });

    expect(report?.others).toBe(1);
    expect(policies).toMatchObject([{ pages: 1, days: [{ day: '2026-11-04' }] }]);
  });

  test.each([
    [
      'leading zeros, where the feed leaves them out',
      '000100^^^RIVERSIDE^MR',
      'RIVERSIDE,100,,C34.1,active,,',
    ],
    ['an escaped identifier', 'A\\T\\100^^^RIVERSIDE^MR', 'RIVERSIDE,A&100,,C34.1,active,,'],
    ['an ampersand', 'A&100^^^RIVERSIDE^MR', 'RIVERSIDE,A&100,,C34.1,active,,'],
    ['another repetition', 'X1^^^OTHER^XX~A100^^^RIVERSIDE^MR', 'RIVERSIDE,A100,,C34.1,active,,'],
    ['blanks around it', '  A100  ^^^RIVERSIDE^MR', 'RIVERSIDE,A100,,C34.1,active,,'],
  ])('named with %s', async (_, pid3, row) => {
    const team = { id: 'a', name: 'A', contacts: [{ protocol: 'email', to: 'a@example.org' }] };
    const feed = {
      ...{ id: 'riverside', sendingFacility: 'RIVERSIDE', stripLeadingZeros: true },
      preferredIdentifiers: [{ authority: 'RIVERSIDE' }],
    };
    const config = folderOf({
      'config.json': JSON.stringify({ teams: [team], fallbackTeam: 'a', feeds: [feed] }),
    });

    const { policies } = await play({
      files: { 'a.hl7': resultOn(2, 9, '14.2', { pid3 }) },
      rows: [row],
      options: { config: join(config, 'config.json') },
    });

    expect(policies).toMatchObject([{ pages: 1 }]);
  });
});

describe('backtest judges in the order in which messages were sent', () => {
  const high = resultOn(3, 9, '14.2');
  const before = resultOn(2, 9, '11.2');

  test.each([
    ['one file, out of order', { 'a.hl7': [high, before].join('\r') }],
    ['two files, the later one first', { 'a.hl7': high, 'b.hl7': before }],
    ['a compressed file', { 'a.hl7.gz': gzipSync([before, high].join('\r')) }],
    ['line feeds', { 'a.hl7': [before, high].join('\n').replaceAll('\r', '\n') }],
    ['UTF-16', { 'a.hl7': Buffer.from(`\ufeff${[before, high].join('\r')}`, 'utf16le') }],
  ])('of %s', async (_, files) => {
    const { policies } = await play({ files });

    expect(policies).toMatchObject([
      {
        pages: 2,
        days: [{ day: '2026-11-02' }, { day: '2026-11-03' }],
        byRule: [{ name: 'R2' }, { name: 'R3' }],
      },
    ]);
  });

  test('and takes a message without a time as sent when the file was last written', async () => {
    const { report, policies } = await play({
      files: { 'a.hl7': resultOn(2, 9, '14.2').replace('|20261102090000+0000||ORU', '|||ORU') },
    });

    expect(report?.troubles).toMatchObject([{ reason: 'no-time', count: 1 }]);
    expect(policies).toMatchObject([{ pages: 1 }]);
  });
});

describe('backtest --against', () => {
  const files = {
    'a.hl7': [resultOn(2, 9, '12.2'), resultOn(3, 9, '14.2', { pid3: 'B^^^RIVERSIDE^MR' })].join('\r'),
    'milder.json': JSON.stringify({ level: { urgentFromTotalMgPerDl: '12.4' } }),
    'higher-limit.json': JSON.stringify({ reading: { defaultUpperLimit: { totalMgPerDl: '11.4' } } }),
    'unknown.json': JSON.stringify({ level: { urgentFrom: '12.4' } }),
    'list.json': '[]',
    'no.json': '{',
  };
  const rows = [REGISTERED, 'RIVERSIDE,B,,C34.1,active,,'];

  test('says what becomes of each page', async () => {
    const { report, csv, html } = await play({ files, rows, options: { against: 'milder.json' } });

    expect(report?.policies.map(({ name, pages }) => [name, pages])).toEqual([
      ['configured', 2],
      ['milder', 2],
    ]);
    expect(report?.comparison).toMatchObject({
      ...{ same: 1, gained: [], lost: [], raised: [], patientsGained: 0, patientsLost: 0 },
      lowered: [{ name: 'urgent → routine', count: 1 }],
    });
    expect(csv.split('\n').filter((line) => line.includes(',lowered,'))).toHaveLength(2);
    expect(html).toContain('From configured to milder');
  });

  test('also where values are understood differently', async () => {
    const withoutRange = Object.fromEntries(
      Object.entries(files).map(([name, text]) => [
        name,
        text.replaceAll('8.6-10.5', '').replaceAll('12.2', '11.2'),
      ]),
    );

    const { report } = await play({
      files: withoutRange,
      rows,
      options: { policy: 'higher-limit.json', against: 'milder.json' },
    });

    expect(report?.comparison).toMatchObject({
      ...{ same: 1, gained: [{ name: 'routine', count: 1 }], lost: [], patientsGained: 1 },
    });
  });

  test.each([
    ['unknown.json', 'policy.level.urgentFrom: not a known setting'],
    ['list.json', 'policy:'],
    ['no.json', 'is not valid JSON'],
    ['none.json', 'does not exist'],
  ])('refuses %s and says why', async (against, expected) => {
    await expect(play({ files, rows, options: { against } })).rejects.toThrow(expected);
  });
});

describe('backtest goes on after a bad file', () => {
  const good = resultOn(2, 9, '14.2');

  test.each([
    ['empty', '', 'is empty'],
    ['a damaged gzip', gzipSync(good).subarray(0, 60), 'damaged or cut short'],
    [
      'over the cap',
      sampleOf({ obx: `TX|N^Note||${'x'.repeat(10_000_001)}` }),
      'over caps.mllpBytes (at byte 0)',
    ],
    ['a batch without an end', `BHS|^~\\&\r${good}`, 'ends without its trailer'],
    ['a batch of another length', `BHS|^~\\&\r${good}\rBTS|7`, 'as many messages as its trailer says'],
  ])('that is %s, and names it', async (_, content, expected) => {
    const { code, report, policies } = await play({ files: { '1-bad': content, '2-good.hl7': good } });

    expect(report?.unread.map(({ path, why }) => path.endsWith('1-bad') && why.includes(expected))).toEqual([
      true,
    ]);
    expect([code, policies[0]?.pages]).toEqual([1, 1]);
  });

  test.each([
    ['binary', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 255, 254]), 'no-msh', 1],
    ['mixed with lines of its own', `${good}\rthis is no segment`, 'segment-malformed', 0],
  ])('that is %s, and says where', async (_, content, reason, expected) => {
    const { code, report, policies } = await play({ files: { '1-bad': content, '2-good.hl7': good } });

    expect(report?.troubles).toMatchObject([{ reason, count: 1 }]);
    expect(report?.troubles[0]?.where).toContain('1-bad, message 1, byte 0');
    expect([code, policies[0]?.pages]).toEqual([expected, 1]);
  });

  test('that is not there', async () => {
    const folder = folderOf({ 'registry.csv': `${HEADER}\n${REGISTERED}` });
    const terminal = quietTerminal();

    const code = await backtest(
      [join(folder, 'none.hl7')],
      { registry: join(folder, 'registry.csv') },
      terminal,
      createLoneCrew,
    );

    expect([code, terminal.printed().includes('none.hl7 does not exist')]).toEqual([1, true]);
    expect(terminal.printed()).toContain('there is no message in these files');
  });

  test('and says where nobody of the registry is in the messages', async () => {
    const { code, printed } = await play({
      files: { 'a.hl7': good },
      rows: ['OTHER,A100,,C34.1,active,,'],
      options: { json: false },
    });

    expect([code, printed.includes('no patient with known cancer is in these messages')]).toEqual([1, true]);
  });
});

describe('what backtest writes', () => {
  const PLANTED = ['ZZPHIFAMILY', 'A100', '14.2', '19600615', '1960-06-15'];
  const files = { 'a.hl7': [resultOn(2, 9, '14.2'), resultOn(2, 11, '14.2')].join('\r') };

  test('holds no patient data but in the CSV', async () => {
    const [text, json] = [await play({ files, options: { json: false } }), await play({ files })];

    const shown = [text.printed, text.html, json.printed].join('\n');
    expect(PLANTED.filter((planted) => shown.includes(planted))).toEqual([]);
    expect(['A100', '14.2'].filter((planted) => !text.csv.includes(planted))).toEqual([]);
    expect(text.told).toEqual([expect.stringContaining('out.csv holds patient data')]);
    expect(text.printed).toContain('pages      1, 1.0 a day, at most 1 on 2026-11-02');
  });

  test('is one HTML file that loads nothing and shows names as text', async () => {
    const { html } = await play({
      files: { ...files, '<script>.json': '{}' },
      options: { against: '<script>.json' },
    });

    expect(html).toContain('<svg');
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toMatch(/<script|src=|href=|url\(|https?:/);
  });

  test('is a CSV whose cells no spreadsheet takes for a formula', async () => {
    const { csv } = await play({
      files: { 'a.hl7': resultOn(2, 9, '14.2', { pid3: '=1+1,"x"^^^RIVERSIDE^MR' }) },
      rows: ['RIVERSIDE,"=1+1,""x""",,C34.1,active,,'],
    });

    expect(csv).toContain(`,RIVERSIDE,"'=1+1,""x""",no-team-named,critical,alert,R2,4,14.2,mg/dL,`);
  });
});

test('threads come to the same as one', async () => {
  const files = {
    'a.hl7': Array.from({ length: 30 }, (_, index) =>
      resultOn(1 + (index % 28), 9, index % 3 ? '9.4' : '14.2'),
    ).join('\r'),
    'b.hl7': [diagnosisOn(4, WITH_DIAGNOSIS), resultOn(5, 9, '14.2', { pid3: WITH_DIAGNOSIS })].join('\r'),
  };

  const [alone, together] = [
    await play({ files }),
    await play({ files, openCrew: (setup) => createThreads(2, setup) }),
  ];

  expect(together.csv).toBe(alone.csv);
  expect(together.policies).toEqual(alone.policies);
  expect(alone.policies[0]?.pages).toBeGreaterThan(3);
});

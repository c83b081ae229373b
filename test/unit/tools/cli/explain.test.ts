import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { checkFeed } from '../../../../tools/cli/check-feed/check-feed.ts';
import { type ExplainOptions, explain } from '../../../../tools/cli/explain/explain.ts';
import type { ExplainedPart } from '../../../../tools/cli/explain/explain-files.ts';
import type { ExplainedMessage } from '../../../../tools/cli/explain/explained-message.ts';
import { folderOf, GOOD_CALCIUM, quietTerminal, type SampleMessage, sampleOf } from './samples.ts';

const HIGH = 'NM|17861-6^Calcium^LN||14.2|mg/dL|8.6-10.5||||F';
const HEADER = 'assigning_authority,patient_id,birth_date,icd10,status,diagnosed_on,team';
const steps = [
  { id: 'on-call', name: 'On call' },
  { id: 'consultant', name: 'Consultant' },
];
const CONFIG = {
  teams: [
    {
      ...{ id: 'lung', name: 'Lung', escalation: { steps, timeZone: 'UTC' } },
      contacts: [
        { protocol: 'sms', to: '+12025550141' },
        { protocol: 'email', to: 'second@example.org', step: 'consultant' },
      ],
    },
  ],
  fallbackTeam: 'lung',
  feeds: [{ id: 'riverside', sendingFacility: 'RIVERSIDE' }],
};

/** What is said of messages as lines of JSON, in one file. */
async function explained(messages: readonly SampleMessage[], options: ExplainOptions = {}) {
  const folder = folderOf({
    'a.hl7': messages.map(sampleOf).join('\r'),
    'config.json': JSON.stringify(CONFIG),
    'registry.csv': `${HEADER}\nRIVERSIDE,A100,1960-06-15,C34.1,active,,lung\n`,
  });
  const terminal = quietTerminal();
  const files = { config: join(folder, 'config.json'), registry: join(folder, 'registry.csv') };
  const code = await explain([join(folder, 'a.hl7')], { ...files, json: true, ...options }, terminal);
  const parts = terminal
    .printed()
    .split('\n')
    .map((line) => JSON.parse(line) as ExplainedPart);
  return { code, parts, messages: parts.flatMap((part) => (part.is === 'message' ? [part.message] : [])) };
}

async function explainedOne(sample: SampleMessage, options: ExplainOptions = {}): Promise<ExplainedMessage> {
  const { messages } = await explained([sample], options);
  const [message] = messages;
  if (message === undefined || messages.length > 1) throw new Error('not one message');
  return message;
}

/** The same for a person. */
async function told(samples: readonly SampleMessage[], options: ExplainOptions = {}): Promise<string> {
  const folder = folderOf({
    'a.hl7': samples.map(sampleOf).join('\r'),
    'config.json': JSON.stringify(CONFIG),
  });
  const terminal = quietTerminal();
  await explain([join(folder, 'a.hl7')], { config: join(folder, 'config.json'), ...options }, terminal);
  return terminal.printed();
}

describe('explain of a message', () => {
  test('says what is kept, judged and whom it would page at which step', async () => {
    const message = await explainedOne({ obx: HIGH });

    expect(message).toMatchObject({
      ...{ feed: 'riverside', configured: true, type: 'ORU^R01', controlId: 'C1', fate: { is: 'judged' } },
      patients: [{ named: 'identified', inRegistry: true, knownCancer: true }],
      observations: [
        { obx: 1, kept: true, loinc: '17861-6', upperLimit: { value: '10.5', from: 'as sent' } },
      ],
      draws: [
        { level: 'critical', grade: 4, outcome: 'alerted', flags: ['ALBUMIN_MISSING', 'NO_PREVIOUS_RESULT'] },
      ],
    });
    const [alert] = message.raised;
    expect(alert).toMatchObject({ kind: 'alert', level: 'critical', rule: 'R2', team: 'lung' });
    expect(alert?.paging.steps.map(({ state, contacts }) => [state, contacts])).toEqual([
      ['paged', ['sms-1']],
      ['next', ['email-1']],
    ]);
  });

  test('judges it against the messages before it', async () => {
    const later = { obx: HIGH, sentAt: '20261120113000+0000' };
    const { messages } = await explained([{ obx: HIGH }, later]);

    expect(messages.map(({ raised }) => raised.length)).toEqual([1, 0]);
  });

  test.each<[string, string, Partial<ExplainedMessage['observations'][number]>]>([
    [
      'another analyte',
      'NM|2951-2^Sodium^LN||140|mmol/L|||||F',
      { kept: false, as: 'left alone: nothing that is watched or shown' },
    ],
    ['a status without a result', 'NM|17861-6^Calcium^LN||14.2|mg/dL|8.6-10.5||||I', { kept: false }],
    ['an unmapped code', 'NM|CA^Calcium^LAB||14.2|mg/dL|8.6-10.5||||F', { kept: false, code: 'CA' }],
    ['calcium of urine', 'NM|17862-4^Calcium urine^LN||14.2|mg/dL|||||F', { kept: false, loinc: '17862-4' }],
    ['a unit that is missing', 'NM|17861-6^Calcium^LN||14.2||||||F', { kept: false, loinc: '17861-6' }],
    [
      'a unit that is converted',
      'NM|1751-7^Albumin^LN||4.0|g/dL|||||F',
      { kept: true, unit: { sent: 'g/dL', understood: 'g/L' } },
    ],
    [
      'a range that is missing',
      'NM|17861-6^Calcium^LN||14.2|mg/dL|||||F',
      { upperLimit: { value: '10.5', from: 'default of the policy' } },
    ],
  ])('says of each observation what becomes of it: %s', async (_, obx, expected) => {
    const { observations } = await explainedOne({ obx: `${obx}\rOBX|2|${GOOD_CALCIUM}` });

    expect(observations[0]).toMatchObject(expected);
  });

  test.each<[string, SampleMessage, string]>([
    ['marked as a test', { obx: HIGH, processingId: 'T' }, 'ignored (test): MSH-11 marks it as a test'],
    [
      'of nobody',
      { obx: HIGH, pid3: '' },
      'quarantined (no-patient-identifier): no repetition of PID-3 names a patient',
    ],
    ['without calcium', { obx: 'NM|2951-2^Sodium^LN||140|mmol/L|||||F' }, 'ignored (nothing-watched)'],
    [
      'of a patient without cancer',
      { obx: HIGH, pid3: 'B1^^^RIVERSIDE^MR' },
      'no cancer is known of the patient',
    ],
    ['within the limits', { obx: GOOD_CALCIUM }, 'the judgement gives no reason to'],
  ])('says why nobody would be paged: %s', async (_, sample, expected) => {
    const folder = folderOf({ 'r.csv': `${HEADER}\nRIVERSIDE,A100,,C34.1,active,,\n` });

    const text = await told([sample], { registry: join(folder, 'r.csv') });

    expect(text).toContain('Nobody would be paged');
    expect(text).toContain(expected);
  });

  test('takes everybody to have cancer where no registry is given, and says so', async () => {
    const text = await told([{ obx: HIGH }]);

    expect(text).toMatch(/^Without --registry every patient is taken to have an active cancer/);
    expect(text).toContain('Would page lung: critical alert, rule R2');
    expect(text).toContain('step 2 of 2, if nobody has answered by');
  });

  test('holds no patient data unless it is asked for', async () => {
    const planted = ['ZZPHIFAMILY', 'A100', '14.2', '1960-06-15', '2026-11-20T10:00'];
    const foundIn = (text: string) => planted.filter((one) => text.includes(one));

    const quiet = (await told([{ obx: HIGH }])) + JSON.stringify(await explainedOne({ obx: HIGH }));
    const revealed = await told([{ obx: HIGH }], { reveal: true });

    expect(foundIn(quiet)).toEqual([]);
    expect(foundIn(revealed)).toEqual(['A100', '14.2', '2026-11-20T10:00']);
  });

  test('shows what a message holds as text, never as a command of the terminal', async () => {
    const text = await told([{ obx: 'NM|CA^Calc\u001b[31mium\u0007^LAB||14.2|mg/dL|8.6-10.5||||F' }]);

    expect(text).toContain('Calc�[31mium�');
    expect(text).not.toMatch(/[^\P{Cc}\n]/u);
  });
});

const corpus = fileURLToPath(new URL('../../../../../shared/corpus', import.meta.url));
const hasCorpus = existsSync(corpus);

test.skipIf(!hasCorpus)(
  `explain gives each message of the public corpus the fate that check-feed gives it${hasCorpus ? '' : ' (skipped: ../shared/corpus is not there)'}`,
  async () => {
    const [explaining, checking] = [quietTerminal(), quietTerminal()];

    await explain([corpus], { json: true }, explaining);
    await checkFeed([corpus], { json: true }, checking);

    const lines = explaining.printed().split('\n');
    const explained = lines
      .map((line) => JSON.parse(line) as ExplainedPart)
      .flatMap((part) => (part.is === 'message' ? [fateName(part.message)] : []))
      .filter((fate) => !/no-msh|empty/.test(fate));
    const { feeds } = JSON.parse(checking.printed()) as {
      readonly feeds: readonly {
        readonly traffic: { readonly fates: readonly { name: string; count: number }[] };
      }[];
    };
    const checked = feeds.flatMap(({ traffic }) =>
      traffic.fates.flatMap(({ name, count }) => Array.from({ length: count }, () => name)),
    );
    expect(explained.length).toBeGreaterThan(1_000);
    expect(explained.sort()).toEqual(checked.sort());
  },
  60_000,
);

function fateName({ fate: { is, reason } }: ExplainedMessage): string {
  return reason === undefined ? is : `${is}: ${reason}`;
}

describe('explain goes on after what it cannot read', () => {
  test.each([
    ['a file that does not exist', {}, 'does not exist'],
    ['an empty file', { '0.hl7': '' }, 'is empty'],
    [
      'a message over the cap',
      { '0.hl7': sampleOf({ obx: `TX|N||${'x'.repeat(10_000_001)}` }) },
      'is over caps.mllpBytes',
    ],
  ])('%s, names it and ends with 1', async (_, files, expected) => {
    const folder = folderOf({ ...files, '1.hl7': sampleOf({ obx: HIGH }) });
    const terminal = quietTerminal();

    const code = await explain([join(folder, '0.hl7'), join(folder, '1.hl7')], {}, terminal);

    expect([code, terminal.printed().includes(expected), terminal.printed().includes('Would page')]).toEqual([
      ...[1, true, true],
    ]);
  });

  test('bytes that are no message are quarantined', async () => {
    const folder = folderOf({ 'x.bin': new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 255]) });
    const terminal = quietTerminal();

    const code = await explain([folder], { json: true }, terminal);

    expect([code, JSON.parse(terminal.printed())]).toMatchObject([
      0,
      { message: { type: '', fate: { is: 'quarantined', reason: 'no-msh' } } },
    ]);
  });

  test.each<[string, readonly string[], ExplainOptions, string]>([
    ['nothing is named', [], {}, 'name an alert, a file or a --control-id'],
    [
      'a file stands beside a control id',
      ['a.hl7'],
      { controlId: 'C1' },
      '--control-id: names no alert or file',
    ],
  ])('it is refused where %s', async (_, named, options, expected) => {
    await expect(explain(named, options, quietTerminal())).rejects.toThrow(expected);
  });

  test('alerts and files are not mixed', async () => {
    const folder = folderOf({ 'a.hl7': sampleOf({ obx: HIGH }) });

    const mixed = explain(['yn5b7ehmzkmmm63u', join(folder, 'a.hl7')], {}, quietTerminal());

    await expect(mixed).rejects.toThrow('are explained apart');
  });
});

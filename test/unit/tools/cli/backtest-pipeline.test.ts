import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type EpochMs, epochMs } from '../../../../shared/clinical/instant.ts';
import { readDoorHeader } from '../../../../shared/hl7/door-header.ts';
import { readDtm } from '../../../../shared/hl7/dtm.ts';
import { readMessage } from '../../../../shared/hl7/read-message.ts';
import { splitMessages } from '../../../../shared/hl7/split.ts';
import { createFeedDirectory } from '../../../../shared/intake/feed-directory.ts';
import { type Config, configSchema } from '../../../../shared/runtime/config.ts';
import { parseConfig } from '../../../../shared/runtime/load-config.ts';
import { backtest } from '../../../../tools/cli/backtest/backtest.ts';
import { createLoneCrew } from '../../../../tools/cli/backtest/crew.ts';
import { DAY_START, generateDay } from '../../../../tools/day/day.ts';
import { registryPeople } from '../../../../tools/day/registry-people.ts';
import { startDemoPipeline } from '../../../../tools/demo/pipeline.ts';
import { folderOf, quietTerminal } from './samples.ts';

const registry = readFileSync('tools/samples/registry.csv', 'utf8');
const configText = readFileSync('tools/samples/calcium-alerts.config.json', 'utf8');
const corpus = fileURLToPath(new URL('../../../../../shared/corpus', import.meta.url));
const hasCorpus = existsSync(corpus);
const withCorpus = hasCorpus ? '' : ' (skipped: ../shared/corpus is not there)';

/** A page as both sides tell of it: when, to whom, how urgent, what. */
type Paged = readonly [at: string, team: string, level: string, kind: string];

const NO_OUTAGE = { from: epochMs(0), until: epochMs(0) };

/** The real door, queue, assess, charts and table, each message at the time at which it was sent; without further steps. */
async function pagedByPipeline(
  messages: readonly { readonly bytes: Uint8Array; readonly at: EpochMs }[],
  { config, registryText }: { readonly config: Config; readonly registryText: string },
): Promise<readonly Paged[]> {
  const inOrder = messages.toSorted((a, b) => a.at - b.at);
  const begins = inOrder[0]?.at ?? epochMs(0);
  const pipeline = await startDemoPipeline({ config, registry: registryText, begins, outage: NO_OUTAGE });
  try {
    for (const { bytes, at } of inOrder) {
      pipeline.clock.moveTo(at);
      await pipeline.receive(bytes);
      await pipeline.sweep();
    }
    return pipeline.recorder
      .take()
      .pages.filter(({ page }) => page.step === 1)
      .flatMap(({ at, page }) =>
        [page, ...(page.others ?? [])].map(
          (): Paged => [new Date(at).toISOString(), page.team, page.level, page.kind],
        ),
      )
      .sort(byText);
  } finally {
    await pipeline.close();
  }
}

async function pagedByBacktest(files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = folderOf(files);
  const csv = join(folder, 'pages.csv');
  const [config, named] = [join(folder, 'config.json'), join(folder, 'registry.csv')];
  const terminal = { ...quietTerminal(), tell: () => {}, now: () => epochMs(Date.UTC(2030, 0, 1)) };

  await backtest(
    [join(folder, 'day.hl7')],
    { registry: named, config, csv, json: true },
    terminal,
    createLoneCrew,
  );

  const [header = '', ...lines] = readFileSync(csv, 'utf8').trim().split('\n');
  const columns = header.split(',');
  const cell = (line: string, name: string) => line.split(',')[columns.indexOf(name)] ?? '';
  const paged = lines
    .filter((line) => cell(line, 'outcome') === 'paged')
    .map(
      (line): Paged => [cell(line, 'raised_at'), cell(line, 'team'), cell(line, 'level'), cell(line, 'kind')],
    );
  return {
    paged: paged.sort(byText),
    report: JSON.parse(terminal.printed()) as { policies: { pages: number }[] },
  };
}

const byText = (a: Paged, b: Paged) => (a.join() < b.join() ? -1 : 1);

describe('backtest pages what the running pipeline pages', () => {
  test('of the sample day', async () => {
    const config = parseConfig(configText);
    const day = generateDay({ seed: 3, start: DAY_START, background: 40 }, registryPeople(registry));
    const expected = await pagedByPipeline(
      day.map(({ text, at }) => ({ bytes: Buffer.from(text), at })),
      { config, registryText: registry },
    );

    const { paged, report } = await pagedByBacktest({
      'day.hl7': day.map(({ text }) => text).join('\r'),
      'config.json': configText,
      'registry.csv': registry,
    });

    expect(paged).toEqual(expected);
    expect(report.policies.map(({ pages }) => pages)).toEqual([expected.length]);
    expect(expected.length).toBeGreaterThan(20);
  }, 60_000);

  test.skipIf(!hasCorpus)(
    `of public messages with a high calcium put into each, where everybody has cancer${withCorpus}`,
    async () => {
      const messages = corpusMessages();
      const registryText = registryOf(messages.map(({ bytes }) => bytes));
      const expected = await pagedByPipeline(messages, { config: OPEN_CONFIG, registryText });

      const { paged } = await pagedByBacktest({
        'config.json': JSON.stringify(OPEN_CONFIG),
        'registry.csv': registryText,
        'day.hl7': Buffer.concat(messages.flatMap(({ bytes }) => [bytes, Buffer.from('\r')])),
      });

      expect(paged).toEqual(expected);
      expect(expected.length).toBeGreaterThan(20);
    },
    120_000,
  );
});

const OPEN_CONFIG = configSchema.parse({
  teams: [{ id: 'a', name: 'A', contacts: [{ protocol: 'email', to: 'a@example.org' }] }],
  fallbackTeam: 'a',
});

/** Some of those that bring something: results, diagnoses, merges. */
const PLAYED = /\rOBX\||\rDG1\||\^A40/;
const ONE_IN = 4;

function corpusMessages() {
  return readdirSync(corpus)
    .filter((name) => !name.startsWith('.'))
    .sort()
    .flatMap((name) => splitMessages(readFileSync(join(corpus, name))))
    .map((bytes) => Buffer.from(bytes).toString('latin1').replaceAll(/\r?\n/g, '\r').trim())
    .filter((text) => text.startsWith('MSH|^~\\&|') && PLAYED.test(text))
    .filter((_, index) => index % ONE_IN === 0)
    .flatMap((text) => {
      const bytes = Buffer.from(withCalcium(text), 'latin1');
      const at = sentAt(bytes);
      return at === undefined ? [] : [{ bytes, at }];
    });
}

/** Before the first OBX, so that it is of the same order. */
function withCalcium(text: string): string {
  return text.replace('\rOBX|', '\rOBX|99|NM|17861-6^Calcium^LN||14.2|mg/dL|8.6-10.5||||F\rOBX|');
}

function sentAt(message: Uint8Array): EpochMs | undefined {
  const reading = readDoorHeader(message);
  const sent = reading.is === 'header' ? (reading.header.asSent[6] ?? '') : '';
  return readDtm(sent, { timeZone: 'UTC', offsetMinutes: undefined })?.at;
}

/** Everybody whom a message names. */
function registryOf(messages: readonly Uint8Array[]): string {
  const feed = createFeedDirectory(OPEN_CONFIG).byId('any');
  const rows = messages.flatMap((message) => {
    try {
      return readMessage(message, { feed, caps: OPEN_CONFIG.caps }).patients.flatMap(({ identifier }) =>
        identifier === undefined
          ? []
          : [`${quoted(identifier.authority)},${quoted(identifier.id)},,C34.1,active,,`],
      );
    } catch {
      return [];
    }
  });
  const header = 'assigning_authority,patient_id,birth_date,icd10,status,diagnosed_on,team';
  return [header, ...new Set(rows)].join('\n');
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

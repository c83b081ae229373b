import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseRegistry } from '../../../../shared/intake/registry.ts';
import { parseConfig } from '../../../../shared/runtime/load-config.ts';
import { checkFeed } from '../../../../tools/cli/check-feed/check-feed.ts';
import { type GenerateOptions, generate } from '../../../../tools/cli/generate/generate.ts';
import { DAY_START } from '../../../../tools/day/day.ts';
import { quietTerminal } from './samples.ts';

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'generate-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const PLAN = { seed: 3, patients: 60, days: 2, start: DAY_START };
const unwritten = async (): Promise<void> => expect.unreachable('nothing goes to the output');

async function generated(options: Partial<GenerateOptions> & { readonly out: string }) {
  const terminal = quietTerminal();
  const code = await generate({ ...PLAN, ...options }, terminal, unwritten);
  return { code, printed: terminal.printed() };
}

const contentOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'utf8')]);

describe('generate', () => {
  test('writes messages a day, the registry and the configuration that fit, the same each time', async () => {
    const [one, other] = [join(emptyFolder(), 'hospital'), join(emptyFolder(), 'hospital')];

    const { code, printed } = await generated({ out: one });
    await generated({ out: other });

    expect(code).toBe(0);
    expect(printed).toContain('60 patients, 3 of them with a known cancer');
    expect(contentOf(one)).toEqual(contentOf(other));
    expect(parseRegistry(readFileSync(join(one, 'registry.csv'), 'utf8'))).toHaveLength(3);
    expect(
      parseConfig(readFileSync(join(one, 'calcium-alerts.config.json'), 'utf8'), 'its own').feeds,
    ).toHaveLength(2);
  });

  test('writes a feed of which no calcium would be missed', async () => {
    const out = join(emptyFolder(), 'hospital');
    await generated({ out, patients: 400 });
    const terminal = quietTerminal();

    const code = await checkFeed(
      [join(out, 'messages')],
      { config: join(out, 'calcium-alerts.config.json'), registry: join(out, 'registry.csv') },
      terminal,
    );

    expect([code, terminal.printed()]).toEqual([0, expect.stringContaining('No calcium would be missed')]);
  });

  test('begins anew where a run before was stopped, and keeps nothing of it', async () => {
    const [out, other] = [emptyFolder(), join(emptyFolder(), 'hospital')];
    mkdirSync(join(out, 'messages.part'));
    writeFileSync(join(out, 'messages.part', '2020-01-01.hl7'), 'MSH|');

    await generated({ out });
    await generated({ out: other });

    expect(contentOf(out)).toEqual(contentOf(other));
  });

  test('says what it wrote as JSON', async () => {
    const out = join(emptyFolder(), 'hospital');

    const { printed } = await generated({ out, json: true });

    const report = JSON.parse(printed) as {
      readonly messages: number;
      readonly files: readonly { readonly path: string; readonly messages: number }[];
    };
    expect(report).toMatchObject({ seed: 3, patients: 60, registered: 3 });
    expect(report.files.map(({ path }) => path)).toEqual(
      readdirSync(join(out, 'messages'))
        .sort()
        .map((name) => join(out, 'messages', name)),
    );
    expect(report.files.reduce((sum, { messages }) => sum + messages, 0)).toBe(report.messages);
  });

  test('writes the messages alone to the output, and the registry where it is told', async () => {
    const registry = join(emptyFolder(), 'registry.csv');
    const written: string[] = [];
    const terminal = quietTerminal();

    await generate({ ...PLAN, out: '-', registry }, terminal, async (text) => void written.push(text));

    expect(terminal.printed()).toBe('');
    expect(written.every((text) => text.startsWith('MSH|'))).toBe(true);
    expect(parseRegistry(readFileSync(registry, 'utf8'))).toHaveLength(3);
  });

  test('never writes into a hospital that is there', async () => {
    const out = join(emptyFolder(), 'hospital');
    await generated({ out });

    await expect(generated({ out, seed: 4 })).rejects.toThrow('is there already; name a new folder');
  });

  test('says which file cannot be written', async () => {
    const nowhere = join(emptyFolder(), 'missing', 'registry.csv');

    await expect(generated({ out: join(emptyFolder(), 'a'), registry: nowhere })).rejects.toThrow(
      `${nowhere} cannot be written (ENOENT)`,
    );
    await expect(generated({ out: '/dev/null/hospital' })).rejects.toThrow('cannot be made (ENOTDIR)');
  });
});

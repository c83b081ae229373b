import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHospital, type Hospital, type HospitalPlan } from '../../day/hospital.ts';
import { registryCsv } from '../../day/registry-csv.ts';
import { codeOf } from '../../send/reply.ts';
import { CannotRunError, EXIT, type ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

export type GenerateOptions = HospitalPlan & {
  /** A folder, or - for the output. */
  readonly out: string;
  readonly registry?: string;
  readonly json?: boolean;
};

/** Writes text to where results go; resolves when more can be taken. */
export type Write = (text: string) => Promise<void>;

/** Writes the messages of a synthetic hospital, its registry and its configuration. */
export async function generate(
  options: GenerateOptions,
  terminal: Terminal,
  write: Write,
): Promise<ExitCode> {
  const { seed, patients, days, start } = options;
  const hospital = createHospital({ seed, patients, days, start });
  const progress = terminal.progress(days, 'days');
  try {
    if (options.out === '-') await intoOutput(hospital, options.registry, write);
    else await intoFolder(hospital, options, () => progress.add(1), terminal);
  } finally {
    progress.stop();
  }
  return EXIT.ok;
}

async function intoOutput(hospital: Hospital, registry: string | undefined, write: Write): Promise<void> {
  if (registry !== undefined) await written(registry, registryCsv(hospital.registered));
  for (const { messages } of hospital.days()) {
    for (const { text } of messages) await write(text);
  }
}

const SAMPLE_CONFIG = new URL('../../samples/calcium-alerts.config.json', import.meta.url);

async function intoFolder(
  hospital: Hospital,
  options: GenerateOptions,
  onDay: () => void,
  terminal: Terminal,
): Promise<void> {
  const { out, registry = join(out, 'registry.csv') } = options;
  const folder = join(out, 'messages');
  const part = await beginFolder(folder);
  const config = join(out, 'calcium-alerts.config.json');
  await written(registry, registryCsv(hospital.registered));
  await written(config, await readFile(SAMPLE_CONFIG, 'utf8'));
  const files: { readonly path: string; readonly messages: number }[] = [];
  for (const { date, messages } of hospital.days()) {
    const name = `${date}.hl7`;
    await written(join(part, name), messages.map(({ text }) => text).join(''));
    files.push({ path: join(folder, name), messages: messages.length });
    onDay();
  }
  await rename(part, folder);
  const report = { ...options, registry, config, registered: hospital.registered.length, files };
  terminal.print(options.json ? jsonOf(report) : textOf(report));
}

type Report = GenerateOptions & {
  readonly registry: string;
  readonly config: string;
  readonly registered: number;
  readonly files: readonly { readonly path: string; readonly messages: number }[];
};

const messagesIn = ({ files }: Report): number => files.reduce((sum, { messages }) => sum + messages, 0);

function textOf(report: Report): string {
  const { out, patients, registered, files, registry, config } = report;
  return [
    `${messagesIn(report)} messages of ${patients} patients, ${registered} of them with a known cancer`,
    `  ${join(out, 'messages')}  ${files.length} files, one a day`,
    `  ${registry}`,
    `  ${config}`,
  ].join('\n');
}

function jsonOf(report: Report): string {
  const { seed, patients, registered, registry, config, files } = report;
  const messages = messagesIn(report);
  return JSON.stringify({ seed, patients, registered, messages, registry, config, files }, undefined, 2);
}

/**
 * Where the messages are written until all are there, so that a run that was stopped can be made again. A folder that was
 * there may hold another hospital: both in one would be neither.
 */
async function beginFolder(path: string): Promise<string> {
  if (existsSync(path)) throw new CannotRunError(`--out ${path} is there already; name a new folder`);
  const part = `${path}.part`;
  try {
    await rm(part, { recursive: true, force: true });
    await mkdir(part, { recursive: true });
    return part;
  } catch (error) {
    throw new CannotRunError(`--out ${path} cannot be made (${codeOf(error)}); name another folder`);
  }
}

async function written(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new CannotRunError(`${path} cannot be written (${codeOf(error)})`);
  }
}

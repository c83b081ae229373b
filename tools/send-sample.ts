import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { EpochMs } from '../shared/clinical/instant.ts';
import { systemClock } from '../shared/runtime/clock.ts';
import { registryPeople } from './day/registry-people.ts';
import { connectMllp } from './send/mllp-client.ts';
import { sampleMessage } from './send/sample-message.ts';

const HELP = `Sends one metabolic panel with a raised calcium to a running \`npm start\` and shows what comes of it.

Usage: npm run send:sample -- [options]

  --patient ID       a patient of the sample registry  (default RS100001)
  --calcium VALUE    mg/dL                             (default 14.0)
  --albumin VALUE    g/dL                              (default 4.0)
  --mllp-port PORT   where MLLP listens on 127.0.0.1   (default 2575)
  --http-port PORT   where HTTP listens on 127.0.0.1   (default 8080)
  --print            print the message instead of sending it
  --help             this text
`;

const OPTIONS = {
  patient: { type: 'string', default: 'RS100001' },
  calcium: { type: 'string', default: '14.0' },
  albumin: { type: 'string', default: '4.0' },
  'mllp-port': { type: 'string', default: '2575' },
  'http-port': { type: 'string', default: '8080' },
  print: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

const PAGES_COME_WITHIN_MS = 3_000;
const NOBODY =
  'Nobody was paged: this result is no reason to, adds nothing to what was alerted before, or was set aside (valuesQuarantined of /counts.json).';
const registryFile = new URL('./samples/registry.csv', import.meta.url);

function messageOf({ patient, calcium, albumin }: Options, sentAt: EpochMs): string {
  const person = registryPeople(readFileSync(registryFile, 'utf8')).get(patient);
  if (person === undefined) {
    throw new Error(`${patient} is not in tools/samples/registry.csv: name a patient of that file`);
  }
  const { birthDate } = person;
  return sampleMessage({ patient, birthDate, calcium, albumin, sentAt });
}

type InboxRow = {
  readonly at: string;
  readonly protocol: string;
  readonly to: string;
  readonly text: string;
};

async function inboxSince(at: EpochMs, port: string): Promise<readonly InboxRow[]> {
  const answer = await fetch(`http://127.0.0.1:${port}/inbox.json`);
  const inbox = (await answer.json()) as readonly InboxRow[];
  return inbox.filter((row) => Date.parse(row.at) >= at);
}

async function pagesSince(at: EpochMs, port: string): Promise<readonly InboxRow[]> {
  while (systemClock.now() < at + PAGES_COME_WITHIN_MS) {
    const pages = await inboxSince(at, port);
    if (pages.length > 0) return pages;
    await pause(50);
  }
  return [];
}

function pageText({ protocol, to, text }: InboxRow): string {
  return `${protocol} to ${to}\n  ${text.trim().replaceAll('\n', '\n  ')}`;
}

const readable = (text: string): string => text.trimEnd().replaceAll('\r', '\n');

async function send(options: Options): Promise<void> {
  const sentAt = systemClock.now();
  const message = messageOf(options, sentAt);
  const client = await connectMllp('127.0.0.1', Number(options['mllp-port']));
  console.log(`Sent:\n${readable(message)}\n`);
  const answer = await client.send(Buffer.from(message));
  client.close();
  console.log(`Answer:\n${readable(Buffer.from(answer).toString())}\n`);
  const pages = await pagesSince(sentAt, options['http-port']);
  console.log(pages.length === 0 ? NOBODY : `Paged:\n${pages.map(pageText).join('\n')}`);
}

function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  if (error.message.includes('ECONNREFUSED')) {
    return 'nothing listens on the MLLP port: run `npm start` in another terminal first, or give its --mllp-port';
  }
  if (error.message === 'fetch failed') {
    return 'what comes of it cannot be shown, for nothing answers on the HTTP port: give that of `npm start` (--http-port)';
  }
  return error.message;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) {
    console.log(HELP);
  } else if (values.print) {
    process.stdout.write(messageOf(values, systemClock.now()));
  } else {
    await send(values);
  }
}

main().catch((error: unknown) => {
  console.error(`send:sample: ${faultOf(error)}`);
  process.exitCode = 1;
});

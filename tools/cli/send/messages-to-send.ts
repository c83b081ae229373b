import { resolve } from 'node:path';
import { readDoorHeader } from '../../../shared/hl7/door-header.ts';
import { createHospital, type HospitalPlan } from '../../day/hospital.ts';
import { type Origin, type Outgoing, withoutFrame } from '../../send/outgoing.ts';
import { type ListedFile, listFiles } from '../messages/list-files.ts';
import { readFile } from '../messages/read-file.ts';

/** What a file holds that is not sent, and why. */
export type LeftOut = { readonly from: Origin; readonly why: string };

export type Messages = {
  /** Of what `progress` counts. */
  readonly total: number;
  readonly unit: string;
  readonly messages: AsyncIterable<Outgoing>;
};

type Telling = {
  readonly onProgress: (amount: number) => void;
  readonly onLeftOut: (leftOut: LeftOut) => void;
};

/** A receiver may take more than this pipeline does: that is for it to say. */
const CAPS = { mllpBytes: 256_000_000, gzipFileBytes: 1_000_000_000_000 };

/** The messages of files and folders, in their order; a bad file never stops the rest. */
export async function messagesOfFiles(paths: readonly string[], telling: Telling): Promise<Messages> {
  const files = await listFiles(paths);
  const total = files.reduce((sum, file) => sum + (file.is === 'file' ? file.bytes : 0), 0);
  return { total, unit: 'bytes', messages: read(files, telling) };
}

async function* read(files: readonly ListedFile[], telling: Telling): AsyncGenerator<Outgoing> {
  const sent = new Set<string>();
  for (const file of files) {
    const why = whyNotSent(file, sent);
    if (why === undefined) yield* readOne(file.path, telling);
    else telling.onLeftOut({ from: { file: file.path, message: 0, byte: 0 }, why });
    sent.add(resolve(file.path));
  }
}

/** Nothing is sent twice because it was named twice: by its folder, too. */
function whyNotSent(file: ListedFile, sent: ReadonlySet<string>): string | undefined {
  if (file.is === 'unreadable') return file.why;
  return sent.has(resolve(file.path)) ? 'is named twice; it was sent once' : undefined;
}

async function* readOne(file: string, { onProgress, onLeftOut }: Telling): AsyncGenerator<Outgoing> {
  let message = 0;
  for await (const event of readFile(file, { caps: CAPS, onBytes: onProgress })) {
    switch (event.is) {
      case 'message': {
        const from = { file, message: event.index + 1, byte: event.offset };
        message = from.message;
        if (isMessage(event.bytes)) yield { bytes: withoutFrame(event.bytes), from };
        else onLeftOut({ from, why: 'belongs to no message: it does not begin with MSH' });
        break;
      }
      case 'too-large':
        onLeftOut({
          from: { file, message: event.index + 1, byte: event.offset },
          why: `is longer than ${CAPS.mllpBytes} bytes`,
        });
        break;
      case 'broken':
        onLeftOut({ from: { file, message: message + 1, byte: event.offset }, why: event.why });
        break;
      case 'end':
        if (event.report.messages === 0 && message === 0) {
          onLeftOut({ from: { file, message: 0, byte: 0 }, why: 'holds no message' });
        }
    }
  }
}

function isMessage(bytes: Uint8Array): boolean {
  const reading = readDoorHeader(bytes);
  return reading.is === 'header' || reading.reason === 'separators-unusable';
}

const GENERATED = '(generated)';

/** The messages of a hospital that nobody has. */
export function messagesOfHospital(
  plan: HospitalPlan,
  { onProgress }: Pick<Telling, 'onProgress'>,
): Messages {
  const hospital = createHospital(plan);
  async function* generate(): AsyncGenerator<Outgoing> {
    let message = 0;
    for (const { messages } of hospital.days()) {
      for (const { text } of messages) {
        message += 1;
        yield { bytes: Buffer.from(text), from: { file: GENERATED, message, byte: 0 } };
      }
      onProgress(1);
    }
  }
  return { total: plan.days, unit: 'days', messages: generate() };
}

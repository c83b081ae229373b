import { stat } from 'node:fs/promises';
import type { PatientIdentifier } from '../../../shared/hl7/patient-identifier.ts';
import type { Caps } from '../../../shared/runtime/config.ts';
import type { ListedFile } from '../messages/list-files.ts';
import { type FileEvent, readFile } from '../messages/read-file.ts';
import type { Progress } from '../terminal.ts';
import type { Batch, BatchOutcome, KeptFact, KeptLink, Trouble } from './batch.ts';
import type { Crew } from './crew.ts';
import type { Interest } from './may-concern.ts';
import { addedTrouble, nameOf } from './read-batch.ts';
import { createTaskQueue } from './task-queue.ts';

/** A file that could not be read, or not to its end. */
export type FileTrouble = { readonly path: string; readonly why: string };

/** What the files bring of the patients of interest. Patient data. */
export type Gathered = {
  readonly messages: number;
  readonly read: number;
  /** Messages by the day of MSH-7, YYYYMMDD; empty = without one. */
  readonly days: ReadonlyMap<string, number>;
  readonly facts: readonly KeptFact[];
  readonly links: readonly KeptLink[];
  /** Patients with cancer by a diagnosis in the messages, by name. */
  readonly diagnosed: ReadonlyMap<string, PatientIdentifier>;
  readonly troubles: readonly Trouble[];
  readonly files: readonly FileTrouble[];
};

export type Gathering = {
  readonly crew: Pick<Crew, 'lookFor' | 'read' | 'tasksAtOnce'>;
  readonly caps: Caps;
  readonly progress: Progress;
};

/** Reads all files once. Of messages that are of no interest nothing is kept. */
export async function gather(
  files: readonly ListedFile[],
  interest: Interest,
  { crew, caps, progress }: Gathering,
): Promise<Gathered> {
  crew.lookFor(interest);
  const gathered = createGathered();
  const queue = createTaskQueue(crew.tasksAtOnce);
  for (const [number, file] of files.entries()) {
    if (file.is === 'unreadable') {
      gathered.fileTrouble(file.path, file.why);
      continue;
    }
    const reading = { caps, onBytes: progress.add };
    for await (const part of batchesOf(file.path, number, reading)) {
      if ('why' in part) gathered.fileTrouble(part.path, part.why);
      else await queue.add(async () => gathered.add(await crew.read(part)));
    }
  }
  await queue.done();
  return gathered.all();
}

function createGathered() {
  const days = new Map<string, number>();
  const facts: KeptFact[] = [];
  const links: KeptLink[] = [];
  const diagnosed = new Map<string, PatientIdentifier>();
  const troubles = new Map<string, Trouble>();
  const files: FileTrouble[] = [];
  let [messages, read] = [0, 0];
  return {
    add: (outcome: BatchOutcome): void => {
      messages += outcome.messages;
      read += outcome.read;
      for (const [day, count] of outcome.days) days.set(day, (days.get(day) ?? 0) + count);
      for (const fact of outcome.facts) facts.push(fact);
      for (const link of outcome.links) links.push(link);
      for (const patient of outcome.diagnosed) diagnosed.set(nameOf(patient), patient);
      for (const one of outcome.troubles)
        troubles.set(one.reason, addedTrouble(troubles.get(one.reason), one));
    },
    fileTrouble: (path: string, why: string): void => {
      files.push({ path, why });
    },
    all: (): Gathered => ({
      ...{ messages, read, days, facts, links, diagnosed, files },
      troubles: [...troubles.values()],
    }),
  };
}

const BATCH_BYTES = 1 << 18;

async function* batchesOf(
  path: string,
  file: number,
  reading: Parameters<typeof readFile>[1],
): AsyncGenerator<Batch | FileTrouble> {
  const waiting = createWaiting({ path, file, writtenAt: await whenWritten(path) });
  const told = new Set<FileEvent['is']>();
  for await (const event of readFile(path, reading)) {
    if (event.is === 'message' && waiting.add(event)) yield waiting.take();
    for (const why of troublesOf(event, told)) yield { path, why };
    told.add(event.is);
  }
  if (!waiting.isEmpty()) yield waiting.take();
}

/** Of several messages over the cap the first. */
function troublesOf(event: FileEvent, before: ReadonlySet<FileEvent['is']>): readonly string[] {
  switch (event.is) {
    case 'message':
      return [];
    case 'too-large':
      return before.has(event.is) ? [] : [`holds a message over caps.mllpBytes (at byte ${event.offset})`];
    case 'broken':
      return [`${event.why} (at byte ${event.offset})`];
    case 'end':
      return [
        ...(before.size === 0 ? ['is empty'] : []),
        ...(event.report.truncated ? ['ends without its trailer (BTS, FTS)'] : []),
        ...(event.report.countsMatch ? [] : ['does not hold as many messages as its trailer says']),
      ];
  }
}

/** Messages of a file until there are enough of them for a batch. */
function createWaiting(of: Pick<Batch, 'path' | 'file' | 'writtenAt'>) {
  let pieces: Uint8Array[] = [];
  let messages: Batch['messages'][number][] = [];
  let length = 0;
  return {
    isEmpty: () => messages.length === 0,
    /** Whether they are enough. */
    add: ({ bytes, index, offset }: Extract<FileEvent, { is: 'message' }>): boolean => {
      pieces.push(bytes);
      messages.push({ length: bytes.length, index, offset });
      length += bytes.length;
      return length >= BATCH_BYTES;
    },
    take: (): Batch => {
      const batch = { ...of, bytes: joined(pieces, length), messages };
      [pieces, messages, length] = [[], [], 0];
      return batch;
    },
  };
}

/** In memory of its own, which can be handed over to a thread. */
function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** What cannot be looked at cannot be read either, and is told of then. */
async function whenWritten(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return 0;
  }
}

import { S3Client } from '@aws-sdk/client-s3';
import { type Dropped, dropFile } from '../../send/drop-file.ts';
import { codeOf } from '../../send/reply.ts';
import { whyAws } from '../deployed-target.ts';
import { CannotRunError, EXIT, type ExitCode } from '../exit-codes.ts';
import { type ListedFile, listFiles } from '../messages/list-files.ts';
import type { Terminal } from '../terminal.ts';
import type { Address } from './address.ts';

export type DropOptions = {
  readonly region?: string;
  readonly rate?: number;
  readonly generated?: boolean;
  readonly json?: boolean;
};

/** What became of one file: named, there before, or why it was not dropped. */
type FileDropped =
  | ({ readonly path: string } & Dropped)
  | { readonly path: string; readonly was: 'failed'; readonly why: string };

/** Files go whole into a drop bucket, whose function takes their messages; nobody answers. */
export async function dropFiles(
  paths: readonly string[],
  place: Extract<Address, { is: 's3' }>,
  options: DropOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  refuseWhatFilesHaveNot(options);
  const region = options.region === undefined ? {} : { region: options.region };
  const client = new S3Client({ ...region, logger: SILENT });
  const files = await listFiles(paths);
  const progress = terminal.progress(files.length, 'files');
  const dropped: FileDropped[] = [];
  for (const file of files) {
    dropped.push(await dropOne(client, place, file));
    progress.add(1);
  }
  progress.stop();
  terminal.print(options.json ? JSON.stringify({ files: dropped }, undefined, 2) : textOf(dropped, place));
  return dropped.every(({ was }) => was === 'dropped') ? EXIT.ok : EXIT.amiss;
}

/** What went wrong is said by file; the SDK would say it beside that. */
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function refuseWhatFilesHaveNot({ rate, generated }: DropOptions): void {
  if (rate !== undefined) throw new CannotRunError('--rate is of messages; a file is dropped whole');
  if (generated) {
    throw new CannotRunError('write the messages into a folder by generate, and drop that folder');
  }
}

async function dropOne(
  client: S3Client,
  place: Extract<Address, { is: 's3' }>,
  file: ListedFile,
): Promise<FileDropped> {
  const { path } = file;
  if (file.is === 'unreadable') return { path, was: 'failed', why: file.why };
  try {
    return { path, ...(await dropFile(client, place, path)) };
  } catch (error) {
    return { path, was: 'failed', why: whyAws(error) ?? `could not be dropped (${codeOf(error)})` };
  }
}

function textOf(dropped: readonly FileDropped[], { bucket }: Extract<Address, { is: 's3' }>): string {
  const count = dropped.filter(({ was }) => was === 'dropped').length;
  const title = `${count} of ${dropped.length} files dropped into ${bucket}; nobody answers files`;
  return [title, ...dropped.map((file) => `  ${file.path}${fateOf(file)}`)].join('\n');
}

function fateOf(file: FileDropped): string {
  switch (file.was) {
    case 'dropped':
      return ` → ${file.name}`;
    case 'there':
      return `: lies there as ${file.name} already, and was not sent again`;
    case 'failed':
      return `: ${file.why}`;
  }
}

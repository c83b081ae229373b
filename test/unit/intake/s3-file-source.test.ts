import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { createS3FileSource } from '../../../shared/intake/s3-file-source.ts';

const s3 = mockClient(S3Client);
const source = createS3FileSource(new S3Client({ region: 'eu-west-2' }));
const file = { id: 'f1', bucket: 'drop', key: 'a.hl7', bytes: 10, droppedAt: epochMs(0) };

async function readAll(offset: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.read(file, offset)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

beforeEach(() => s3.reset());

it('reads from the byte where it is to go on', async () => {
  s3.on(GetObjectCommand, { Bucket: 'drop', Key: 'a.hl7', Range: 'bytes=4-' }).resolves({
    Body: (async function* () {
      yield Buffer.from('ef');
      yield Buffer.from('ghij');
    })(),
  } as never);
  expect(await readAll(4)).toBe('efghij');
});

it('asks for nothing beyond the end, which S3 would refuse', async () => {
  expect(await readAll(10)).toBe('');
  expect(s3.commandCalls(GetObjectCommand)).toEqual([]);
});

it('reads nothing where there is no body', async () => {
  s3.on(GetObjectCommand).resolves({});
  expect(await readAll(0)).toBe('');
});

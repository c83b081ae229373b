import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { createFolderMessageStore } from '../../../shared/intake/folder-message-store.ts';
import { createS3ClaimStore } from '../../../shared/intake/s3-claim-store.ts';
import { createS3MessageStore } from '../../../shared/intake/s3-message-store.ts';

const archived = {
  messageId: 'm-1',
  feed: 'lab',
  receivedAt: epochMs(Date.UTC(2026, 0, 2)),
  origin: 'live' as const,
  bytes: Buffer.from('MSH|ZZPHI\xe9', 'latin1'),
};
const quarantined = { ...archived, reason: 'parity' };

function linesOf(body: Uint8Array): Record<string, unknown>[] {
  return gunzipSync(body)
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('messages kept in a folder', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const files = () =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));

  it('keeps the very bytes of a quarantined message under date, reason and an opaque id', async () => {
    await createFolderMessageStore(folder).quarantine(quarantined);
    const [file = ''] = files();
    expect(file.slice(folder.length)).toMatch(/^\/quarantine\/2026-01-02\/parity\/[\w-]{22}\.ndjson\.gz$/);
    const [line] = linesOf(readFileSync(file));
    expect(line).toMatchObject({ messageId: 'm-1', feed: 'lab', reason: 'parity' });
    expect(Buffer.from(String(line?.bytes), 'base64')).toEqual(archived.bytes);
  });

  it('lets no reason lead out of the folder', async () => {
    await createFolderMessageStore(folder).quarantine({ ...quarantined, reason: '../../etc' });
    expect(files()[0]?.slice(folder.length)).toMatch(/^\/quarantine\/2026-01-02\/other\//);
  });

  it('keeps a batch as one object, written in place again when it is retried', async () => {
    const store = createFolderMessageStore(folder);
    const batch = [archived, { ...archived, messageId: 'm-2' }];
    await store.archive(batch);
    await store.archive(batch);
    const [file = '', ...others] = files();
    expect(others).toEqual([]);
    expect(linesOf(readFileSync(file)).map(({ messageId }) => messageId)).toEqual(['m-1', 'm-2']);
  });

  it('keeps files for its own user only', async () => {
    await createFolderMessageStore(folder).archive([archived]);
    expect(statSync(files()[0] ?? '').mode & 0o077).toBe(0);
  });

  it('writes nothing for an empty batch', async () => {
    await createFolderMessageStore(folder).archive([]);
    expect(files()).toEqual([]);
  });
});

describe('messages kept in S3', () => {
  const s3 = mockClient(S3Client);
  const client = new S3Client({ region: 'eu-west-2' });
  const store = createS3MessageStore(client, { archive: 'the-archive', quarantine: 'the-quarantine' });
  const puts = () => s3.commandCalls(PutObjectCommand).map((call) => call.args[0].input);

  beforeEach(() => {
    s3.reset();
    s3.on(PutObjectCommand).resolves({});
  });

  it('puts archive and quarantine into their buckets', async () => {
    await store.archive([archived]);
    await store.archive([]);
    await store.quarantine(quarantined);
    expect(puts().map(({ Bucket }) => Bucket)).toEqual(['the-archive', 'the-quarantine']);
    expect(linesOf(puts()[0]?.Body as Uint8Array)).toMatchObject([{ messageId: 'm-1' }]);
  });

  it('deposits a claim and collects it again', async () => {
    const claims = createS3ClaimStore(client, 'the-claims');
    const claim = await claims.deposit(archived.bytes);
    expect(puts()[0]).toMatchObject({ Bucket: 'the-claims', Key: claim, Body: archived.bytes });
    s3.on(GetObjectCommand, { Bucket: 'the-claims', Key: claim }).resolves({
      Body: { transformToByteArray: async () => archived.bytes },
    } as never);
    expect(await claims.collect(claim)).toEqual(archived.bytes);
  });

  it('fails where a claim has no body', async () => {
    s3.on(GetObjectCommand).resolves({});
    await expect(createS3ClaimStore(client, 'b').collect('claim/1')).rejects.toThrow('no body');
  });
});

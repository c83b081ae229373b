import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { isoInstant } from '../clinical/instant.ts';
import type { ArchivedMessage, QuarantinedMessage } from './message-store.ts';

const compress = promisify(gzip);

/** An object as it is kept: a name without content, and gzip NDJSON. */
export type StoredObject = { readonly name: string; readonly body: Uint8Array };

/** One object a batch; the same batch gives the same name, so that a retry writes it again in place. */
export async function archiveObject(batch: readonly ArchivedMessage[]): Promise<StoredObject> {
  const [first] = batch;
  const date = first === undefined ? 'empty' : isoInstant(first.receivedAt).slice(0, 10);
  const id = fingerprint(batch.map(({ messageId }) => messageId));
  return { name: `archive/${date}/${id}.ndjson.gz`, body: await compressLines(batch) };
}

/** One object a message: date of receipt, reason, opaque id. */
export async function quarantineObject(message: QuarantinedMessage): Promise<StoredObject> {
  const date = isoInstant(message.receivedAt).slice(0, 10);
  const id = fingerprint([message.messageId]);
  return {
    name: `quarantine/${date}/${codeOf(message.reason)}/${id}.ndjson.gz`,
    body: await compressLines([message]),
  };
}

function compressLines(messages: readonly (ArchivedMessage | QuarantinedMessage)[]): Promise<Uint8Array> {
  const lines = messages.map((message) =>
    JSON.stringify({ ...message, bytes: Buffer.from(message.bytes).toString('base64') }),
  );
  return compress(`${lines.join('\n')}\n`);
}

/** Reasons are codes already; anything else would be a way into a path. */
function codeOf(reason: string): string {
  return /^[a-z0-9-]{1,60}$/.test(reason) ? reason : 'other';
}

function fingerprint(ids: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(ids)).digest('base64url').slice(0, 22);
}

import { isoInstant } from '../../shared/clinical/instant.ts';
import type { QuarantinedMessage } from '../../shared/intake/message-store.ts';
import type { QuarantineList, WhichQuarantined } from './quarantine-command.ts';
import { type QuarantinedObject, readQuarantined } from './quarantined-message.ts';
import type { ReplaySite } from './replay-site.ts';

/** A message in quarantine, and its object. */
export type Found = { readonly object: QuarantinedObject; readonly message: QuarantinedMessage };

/** Whether its name says that it is one of these. */
export function isAsked(
  { id, reason, day, retried }: QuarantinedObject,
  { ids, reason: asked, from, until, retried: also }: WhichQuarantined,
): boolean {
  if (ids !== undefined) return ids.includes(id);
  return (
    (also || !retried) &&
    (asked === undefined || asked === reason) &&
    (from === undefined || day >= from) &&
    (until === undefined || day <= until)
  );
}

const READ_AT_ONCE = 20;

/** The first of these that are of the feed that was asked for. */
export async function readSome(
  objects: readonly QuarantinedObject[],
  { feed }: WhichQuarantined,
  most: number,
  { quarantine }: ReplaySite,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (let next = 0; next < objects.length && found.length < most; next += READ_AT_ONCE) {
    const some = objects.slice(next, next + READ_AT_ONCE);
    const read = await Promise.all(
      some.map(async (object) => ({ object, message: await readQuarantined(quarantine, object) })),
    );
    found.push(...read.filter(({ message }) => feed === undefined || message.feed === feed));
  }
  return found.slice(0, most);
}

/** What is told of it: nothing of what it holds. */
export function rowOf({ object, message }: Found): QuarantineList['rows'][number] {
  const { id, day, reason, retried } = object;
  const { feed, receivedAt, bytes } = message;
  return { id, day, reason, retried, feed, receivedAt: isoInstant(receivedAt), bytes: bytes.length };
}

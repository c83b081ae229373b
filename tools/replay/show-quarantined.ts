import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { isoInstant } from '../../shared/clinical/instant.ts';
import { decodeMessage } from '../../shared/hl7/charset.ts';
import { trimFrame } from '../../shared/hl7/line-ends.ts';
import { rowOf } from './find-quarantined.ts';
import type { QuarantineCommand, QuarantineUser, ShownMessage } from './quarantine-command.ts';
import { listQuarantined, readQuarantined } from './quarantined-message.ts';
import type { ReplaySite } from './replay-site.ts';

/** What a message is like; what it holds only to whom it is revealed. Undefined where there is no such message. */
export async function showQuarantined(
  { id, revealTo }: Extract<QuarantineCommand, { does: 'show' }>,
  site: ReplaySite,
): Promise<ShownMessage | undefined> {
  const object = (await listQuarantined(site.quarantine)).find((one) => one.id === id);
  if (object === undefined) return undefined;
  const message = await readQuarantined(site.quarantine, object);
  const { text, encoding } = decodeMessage(message.bytes);
  const shown = { ...rowOf({ object, message }), encoding, segments: segmentsOf(text) };
  if (revealTo !== undefined) await noteReveal(id, revealTo, site);
  const revealed = await revealsOf(id, site);
  return revealTo === undefined ? { ...shown, revealed } : { ...shown, revealed, text };
}

/** Of content from outside only what has the shape of a segment's id is repeated. */
function segmentsOf(text: string): string[] {
  const ids = trimFrame(text)
    .split(/[\r\n]+/)
    .map((line) => /^[A-Z][A-Z0-9]{2}(?=[^A-Za-z0-9])/.exec(line)?.[0] ?? '(none)');
  const runs: { id: string; count: number }[] = [];
  for (const id of ids) {
    const last = runs.at(-1);
    if (last?.id === id) last.count += 1;
    else runs.push({ id, count: 1 });
  }
  return runs.map(({ id, count }) => (count === 1 ? id : `${id} × ${count}`));
}

const auditPartition = (id: string): string => `QUARANTINE#${id}`;
const REVEALED = 'REVEALED#';

/** Written before anything is shown. */
async function noteReveal(
  id: string,
  { id: by, name }: QuarantineUser,
  { table, clock }: ReplaySite,
): Promise<void> {
  const at = clock.now();
  const sk = `${REVEALED}${isoInstant(at)}#${randomUUID()}`;
  await table.put({ pk: auditPartition(id), sk, at, by, name });
}

const revealSchema = z.object({ at: z.number(), by: z.string(), name: z.string() });

async function revealsOf(id: string, { table }: ReplaySite): Promise<ShownMessage['revealed']> {
  const items = await table.query(auditPartition(id), REVEALED, `${REVEALED}~`);
  return items.map((item) => {
    const { at, by, name } = revealSchema.parse(item);
    return { at: new Date(at).toISOString(), by, name };
  });
}

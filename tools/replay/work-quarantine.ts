import { isoInstant } from '../../shared/clinical/instant.ts';
import { createFeedDirectory } from '../../shared/intake/feed-directory.ts';
import { asImport } from './as-import.ts';
import { isAsked, readSome, rowOf } from './find-quarantined.ts';
import type { QuarantineCommand, QuarantineList, Retried, ShownMessage } from './quarantine-command.ts';
import { listQuarantined, retriedMark } from './quarantined-message.ts';
import type { ReplaySite } from './replay-site.ts';
import { queueFor } from './replayer.ts';
import { showQuarantined } from './show-quarantined.ts';

/** Carries out a command; undefined where there is no such message. */
export async function workQuarantine(
  command: QuarantineCommand,
  site: ReplaySite,
): Promise<QuarantineList | ShownMessage | Retried | undefined> {
  switch (command.does) {
    case 'list':
      return list(command, site);
    case 'show':
      return showQuarantined(command, site);
    case 'retry':
      return retry(command, site);
  }
}

async function list(
  { which, most }: Extract<QuarantineCommand, { does: 'list' }>,
  site: ReplaySite,
): Promise<QuarantineList> {
  const objects = (await listQuarantined(site.quarantine)).filter((object) => isAsked(object, which));
  const reasons = Array.from(
    Map.groupBy(objects, ({ reason }) => reason),
    ([reason, some]) => [reason, some.length] as const,
  );
  const found = await readSome(objects.toReversed(), which, most, site);
  return { reasons: Object.fromEntries(reasons), rows: found.map(rowOf) };
}

/** Each is queued before it is marked: at worst a message is queued again, which changes nothing. */
async function retry(
  { which, dryRun, by }: Extract<QuarantineCommand, { does: 'retry' }>,
  site: ReplaySite,
): Promise<Retried> {
  const { quarantine, config, clock } = site;
  const objects = (await listQuarantined(quarantine)).filter((object) => isAsked(object, which));
  const found = await readSome(objects, which, objects.length, site);
  const feeds = createFeedDirectory(config);
  const { queue, report } = await queueFor(dryRun, site);
  for (const { object, message } of found) {
    await queue.send([asImport(message, { feeds, clock })]);
    if (dryRun) continue;
    const mark = JSON.stringify({ at: isoInstant(clock.now()), by: by.id, name: by.name });
    await quarantine.write(retriedMark(object), Buffer.from(`${mark}\n`));
  }
  const rehearsal = await report();
  return { ids: found.map(({ object }) => object.id), ...(rehearsal && { rehearsal }) };
}

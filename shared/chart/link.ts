import type { EpochMs } from '../clinical/instant.ts';
import type { LinkEvent } from '../hl7/message.ts';
import type { PatientIdentifier } from '../hl7/patient-identifier.ts';
import { ChartContendedError } from '../runtime/errors.ts';
import type { Chart, Link } from './chart.ts';
import type { ChartRepository } from './chart-repository.ts';
import { linkId } from './groups.ts';
import type { Keys } from './keys.ts';
import { type Change, nextChange, readKinship } from './kinship.ts';

const ROUNDS = 200;

/**
 * Notes the message in the charts of both patients, then cuts and joins charts until they are as all messages say.
 * Every change is one conditional write and is followed by another look, so whoever comes last, or again after a
 * crash, leaves them right. Resolves with the roots of all patients concerned: they are to be judged.
 */
export async function linkPatients(
  repository: ChartRepository,
  keys: Keys,
  event: LinkEvent,
  sentAt: EpochMs,
  now: EpochMs,
): Promise<readonly string[]> {
  const survivor = keys.patientKey(event.survivor);
  const absorbed = keys.patientKey(event.absorbed);
  if (survivor === absorbed) return [survivor];
  const link: Link = { action: event.action, survivor, absorbed, sentAt };
  await noteLink(repository, survivor, event.survivor, link, now);
  await noteLink(repository, absorbed, event.absorbed, link, now);
  return reconcile(repository, [survivor, absorbed]);
}

async function noteLink(
  repository: ChartRepository,
  pk: string,
  identifier: PatientIdentifier,
  link: Link,
  now: EpochMs,
): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const chart = await repository.chart(pk);
    if (chart.links.some((noted) => linkId(noted) === linkId(link))) return;
    // Who was linked to whom stays on record, whatever becomes of the charts.
    await repository.put({ pk, sk: `AUDIT#${linkId(link)}`, at: now, ...link });
    if (await repository.write({ ...chart, identifier, links: [...chart.links, link] })) return;
  }
  throw new ChartContendedError('a link could not be noted: the chart was changed by others again and again');
}

async function reconcile(repository: ChartRepository, keys: readonly string[]): Promise<readonly string[]> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const kinship = await readKinship(repository, keys);
    if (kinship === 'mended') continue;
    const change = nextChange(kinship);
    if (change === undefined) return kinship.trees.map(([{ pk }]) => pk);
    await repository.write(changedRoot(change));
  }
  throw new ChartContendedError('linked charts were changed by others again and again');
}

/** The first write of a change; whoever reads the chart next, the next round for one, carries on from it. */
function changedRoot(change: Change): Chart {
  const { root } = change;
  if (change.is === 'cut') return { ...root, leaving: change.leaving };
  return { ...root, members: [...root.members, change.member] };
}

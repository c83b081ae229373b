import type { Scenario } from './scenario.ts';

type Merge = { readonly survivor: number; readonly absorbed: number };

/** Which patients are one in the end: the link messages read in the order in which they were sent, naively. */
export function patientsTogether({ patients, messages }: Scenario): readonly (readonly number[])[] {
  let merges: readonly Merge[] = [];
  for (const message of messages) {
    if (message.is !== 'link') continue;
    const { survivor, absorbed } = message;
    const others = merges.filter((merge) => !joins(merge, survivor, absorbed));
    if (message.action === 'merge') merges = [...others, { survivor, absorbed }];
    else merges = withoutLeaving(merges, survivor, absorbed);
  }
  const groups = new Map<string, readonly number[]>();
  for (let patient = 0; patient < patients; patient += 1) {
    const members = connected(patient, merges);
    groups.set(members.join(), members);
  }
  return [...groups.values()];
}

function joins({ survivor, absorbed }: Merge, a: number, b: number): boolean {
  return (survivor === a && absorbed === b) || (survivor === b && absorbed === a);
}

function withoutLeaving(merges: readonly Merge[], survivor: number, absorbed: number): readonly Merge[] {
  const leaving = isUnder(survivor, absorbed, merges, new Set()) ? survivor : absorbed;
  const other = leaving === survivor ? absorbed : survivor;
  const apart = connected(
    other,
    merges.filter((merge) => merge.survivor !== leaving && merge.absorbed !== leaving),
  );
  return merges.filter(
    (merge) =>
      !(merge.survivor === leaving && apart.includes(merge.absorbed)) &&
      !(merge.absorbed === leaving && apart.includes(merge.survivor)),
  );
}

/** Whether `patient` was absorbed by `other`, directly or by way of others. */
function isUnder(patient: number, other: number, merges: readonly Merge[], seen: Set<number>): boolean {
  if (patient === other) return true;
  if (seen.has(patient)) return false;
  seen.add(patient);
  return merges.some(
    ({ survivor, absorbed }) => absorbed === patient && isUnder(survivor, other, merges, seen),
  );
}

function connected(patient: number, merges: readonly Merge[]): readonly number[] {
  const members = new Set([patient]);
  let size = 0;
  while (size < members.size) {
    size = members.size;
    for (const { survivor, absorbed } of merges) {
      if (members.has(survivor) || members.has(absorbed)) members.add(survivor).add(absorbed);
    }
  }
  return [...members].sort((a, b) => a - b);
}

import type { PatientIdentifier } from '../../../shared/hl7/patient-identifier.ts';
import type { KeptLink } from './batch.ts';
import { nameOf } from './read-batch.ts';

/** Who belongs together by the merges of the messages, whether they were taken back or not. */
export type Kin = {
  /** The name that stands for all who belong together. */
  readonly of: (patient: PatientIdentifier) => string;
  /** All whom merges connect with one of these, themselves among them. */
  readonly with: (patients: readonly PatientIdentifier[]) => readonly PatientIdentifier[];
};

export function kinOf(links: readonly Pick<KeptLink, 'event'>[]): Kin {
  const above = new Map<string, string>();
  const linked = new Map<string, PatientIdentifier>();
  const topOf = (name: string): string => {
    let top = name;
    for (let next = above.get(top); next !== undefined; next = above.get(top)) top = next;
    return top;
  };
  for (const { event } of links) {
    const [survivor, absorbed] = [event.survivor, event.absorbed].map((patient) => {
      linked.set(nameOf(patient), patient);
      return topOf(nameOf(patient));
    });
    if (survivor !== undefined && absorbed !== undefined && survivor !== absorbed)
      above.set(absorbed, survivor);
  }
  return {
    of: (patient) => topOf(nameOf(patient)),
    with: (patients) => {
      const wanted = new Set(patients.map((patient) => topOf(nameOf(patient))));
      const kin = [...linked].filter(([name]) => wanted.has(topOf(name))).map(([, patient]) => patient);
      return [...new Map([...patients, ...kin].map((patient) => [nameOf(patient), patient])).values()];
    },
  };
}

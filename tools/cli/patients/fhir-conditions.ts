import * as z from 'zod';
import { classifyIcd10, isIcd10Code } from '../../../shared/clinical/icd10.ts';
import type { RegistryRow } from '../../../shared/intake/registry.ts';
import { ConfigurationError } from '../../../shared/runtime/errors.ts';
import type { ReadingPatients, ReadPatients } from './patients-file.ts';

const identifier = z.object({ system: z.string().default(''), value: z.string().default('') });
const coded = z
  .object({
    coding: z.array(z.object({ system: z.string().default(''), code: z.string().default('') })).default([]),
  })
  .default({ coding: [] });

const patientSchema = z.object({
  resourceType: z.literal('Patient'),
  id: z.string().default(''),
  identifier: z.array(identifier).default([]),
  birthDate: z.string().default(''),
});
const conditionSchema = z.object({
  resourceType: z.literal('Condition'),
  clinicalStatus: coded,
  verificationStatus: coded,
  code: coded,
  subject: z.object({ reference: z.string().default(''), identifier: identifier.exactOptional() }),
  onsetDateTime: z.string().default(''),
  recordedDate: z.string().default(''),
});
const otherSchema = z.object({ resourceType: z.string() });
const bundleSchema = z.object({
  resourceType: z.literal('Bundle'),
  entry: z
    .array(
      z.object({
        fullUrl: z.string().default(''),
        resource: z.union([patientSchema, conditionSchema, otherSchema]),
      }),
    )
    .default([]),
});

type Patient = z.infer<typeof patientSchema>;
type Condition = z.infer<typeof conditionSchema>;
type Resource = z.infer<typeof bundleSchema>['entry'][number]['resource'];

const isPatient = (resource: Resource): resource is Patient => resource.resourceType === 'Patient';
const isCondition = (resource: Resource): resource is Condition => resource.resourceType === 'Condition';

/**
 * The cancers of a FHIR R4 bundle: a row for each Condition with an ICD-10 code of a cancer, under each identifier whose
 * system has an authority. What is no cancer, refuted or not confirmed is left out and counted.
 * @throws ConfigurationError where it is no bundle, or systems of identifiers have no authority; no patient data
 */
export function conditionsOf(text: string, { authorities, team }: ReadingPatients): ReadPatients {
  const { entry } = parsedBundle(text);
  const patients = patientsOf(entry);
  const leftOut = new Map<string, number>();
  const unknownSystems = new Set<string>();
  const rows = entry.flatMap(({ resource }): readonly RegistryRow[] => {
    if (!isCondition(resource)) return [];
    const cancer = cancerOf(resource);
    if ('leftOut' in cancer) {
      leftOut.set(cancer.leftOut, (leftOut.get(cancer.leftOut) ?? 0) + 1);
      return [];
    }
    const subject = subjectOf(resource, patients);
    const named = subject.identifier.flatMap(({ system, value }) => {
      const authority = authorities.get(system);
      return authority === undefined || value === '' ? [] : [{ authority, value }];
    });
    if (named.length === 0) {
      for (const { system } of subject.identifier) unknownSystems.add(system || 'none');
      if (subject.identifier.length === 0) unknownSystems.add('none');
    }
    return named.map(({ authority, value }) => ({
      ...{ assigning_authority: authority, patient_id: value, birth_date: dayOf(subject.birthDate) },
      ...{ ...cancer, team, policy_set: '' },
    }));
  });
  if (unknownSystems.size > 0) throw new ConfigurationError(systemsFault(unknownSystems));
  return { rows, leftOut };
}

function systemsFault(systems: ReadonlySet<string>): string {
  const [first] = systems;
  return `patients are named by identifiers of ${[...systems].sort().join(', ')} alone; say which authority that is in the laboratories' messages: --authority ${first}=NAME`;
}

function parsedBundle(text: string): z.infer<typeof bundleSchema> {
  const parsed = bundleSchema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.slice(0, 5).map(({ path }) => path.join('.') || '(whole file)');
  throw new ConfigurationError(
    `is no FHIR bundle of Condition and Patient resources; look at ${paths.join(', ')}`,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigurationError('is not valid JSON; mend the syntax');
  }
}

/** By every name that a reference may give them. */
function patientsOf(entry: z.infer<typeof bundleSchema>['entry']): ReadonlyMap<string, Patient> {
  return new Map(
    entry.flatMap(({ fullUrl, resource }) =>
      isPatient(resource)
        ? [[fullUrl, resource] as const, [`Patient/${resource.id}`, resource] as const]
        : [],
    ),
  );
}

type Subject = Pick<Patient, 'identifier' | 'birthDate'>;

function subjectOf({ subject }: Condition, patients: ReadonlyMap<string, Patient>): Subject {
  const referred = patients.get(subject.reference);
  const own = subject.identifier === undefined ? [] : [subject.identifier];
  return { identifier: [...(referred?.identifier ?? []), ...own], birthDate: referred?.birthDate ?? '' };
}

const NOT_CONFIRMED = new Set(['refuted', 'entered-in-error', 'unconfirmed', 'provisional', 'differential']);
/** http://hl7.org/fhir/sid/icd-10, …/icd-10-cm, and those of single countries, which end in icd-10-gm … */
const ICD10_SYSTEM = /icd-?10/i;

type Cancer = Pick<RegistryRow, 'icd10' | 'status' | 'diagnosed_on'>;

function cancerOf(condition: Condition): Cancer | { readonly leftOut: string } {
  const { code, verificationStatus, onsetDateTime, recordedDate } = condition;
  if (verificationStatus.coding.some((coding) => NOT_CONFIRMED.has(coding.code))) {
    return { leftOut: 'refuted or not confirmed' };
  }
  const codes = code.coding.filter((coding) => ICD10_SYSTEM.test(coding.system) && isIcd10Code(coding.code));
  const cancer = codes.find((coding) => classifyIcd10(coding.code).class !== 'none');
  if (codes.length === 0) return { leftOut: 'without an ICD-10 code' };
  if (cancer === undefined) return { leftOut: 'no cancer' };
  return {
    icd10: cancer.code.slice(0, 16),
    status: statusOf(condition),
    diagnosed_on: dayOf(onsetDateTime || recordedDate),
  };
}

const STATUSES: ReadonlyMap<string, RegistryRow['status']> = new Map([
  ...(['active', 'recurrence', 'relapse'] as const).map((code) => [code, 'active'] as const),
  ...(['inactive', 'remission', 'resolved'] as const).map((code) => [code, 'history'] as const),
]);

/** Without a status that is known the code alone decides. */
function statusOf({ clinicalStatus }: Condition): RegistryRow['status'] {
  return (
    clinicalStatus.coding.map(({ code }) => STATUSES.get(code)).find((status) => status !== undefined) ?? ''
  );
}

/** Only of a whole date. */
function dayOf(text: string): string {
  const day = text.slice(0, 10);
  return z.iso.date().safeParse(day).success ? day : '';
}

import { isoInstant } from '../clinical/instant.ts';
import type { DeskAlert } from '../desk/desk-alert.ts';
import { type ShownValue, shownValues } from '../desk/sent-result.ts';
import type { PatientIdentifier } from '../hl7/patient-identifier.ts';
import { callMade, pageSent } from './communication.ts';
import { correctedCalcium } from './corrected-calcium.ts';
import { alertIdentifier, detectedIssue } from './detected-issue.ts';
import { observation } from './observation.ts';
import { type Naming, namingOf, type Resource } from './resource.ts';

/** What a bundle is sent as. */
export const FHIR_JSON = 'application/fhir+json';

const OID = /^[0-2](?:\.(?:0|[1-9]\d*))+$/;

/**
 * One alert as a FHIR R4 bundle, in JSON: what was found (DetectedIssue), the values it rests on and is shown with
 * (Observation), what was told to whom (Communication). Of the patient the identifier alone. The same alert in the same
 * state gives the same bytes, and its resources keep their ids whatever becomes of it.
 */
export function fhirBundleOf(alert: DeskAlert): string {
  const name = namingOf(alert.alertId);
  const [patientId, deviceId, issueId] = [name('patient'), name('device'), name('issue')];
  const values = valuesOf(alert, name);
  const derived = correctedCalcium(alert, {
    ...{ id: name('corrected'), patientId },
    derivedFrom: values.flatMap(({ shown, resource }) => (isOfFormula(shown) ? [resource.id] : [])),
  });
  const observations = [...values.map(({ resource }) => resource), ...derived];
  const evidence = observations.map(({ id }) => id);
  const resources = [
    patient(patientId, alert.patient),
    device(deviceId, alert.judgement.policyVersion),
    ...observations,
    detectedIssue(alert, { id: issueId, patientId, deviceId, evidence }),
    ...pageSent(alert, { id: name('page'), patientId, deviceId, issueId }),
    ...alert.calls.map((call, index) =>
      callMade(alert, call, { id: name(`call-${index}`), patientId, issueId }),
    ),
  ];
  const bundle = {
    resourceType: 'Bundle',
    id: name('bundle'),
    identifier: alertIdentifier(alert.alertId),
    type: 'collection',
    timestamp: isoInstant(alert.raisedAt),
    entry: resources.map((resource) => ({ fullUrl: `urn:uuid:${resource.id}`, resource })),
  };
  return JSON.stringify(bundle, (_, value) => (typeof value === 'string' ? asText(value) : value));
}

/**
 * What a laboratory or a person wrote may hold any character; text of FHIR R4 holds no control but tab and ends of lines,
 * and of all spaces the common one alone.
 */
function asText(text: string): string {
  return text.replaceAll(/[^\S \t\r\n]/gu, ' ').replaceAll(/[^\P{Cc}\t\r\n]/gu, '\uFFFD');
}

/** The first is the one that is graded. */
function valuesOf({ judgement, flags, sent = [] }: DeskAlert, name: Naming) {
  const patientId = name('patient');
  return shownValues(judgement).map((shown, index) => {
    const limit = { upper: judgement.upperLimit, isDefault: flags.includes('DEFAULT_LIMIT') };
    const parts = { id: name(`value-${index}`), patientId, shown, sent };
    return { shown, resource: observation(index === 0 ? { ...parts, limit } : parts) };
  });
}

/** What the correction takes: the total, and an albumin. */
function isOfFormula({ analyte }: ShownValue): boolean {
  return analyte === 'calcium-total' || analyte === 'albumin';
}

function patient(id: string, { authority, id: value }: PatientIdentifier): Resource {
  const assigned = OID.test(authority)
    ? { system: `urn:oid:${authority}` }
    : authority.trim() !== '' && { assigner: { display: authority } };
  return { resourceType: 'Patient', id, identifier: [{ ...assigned, value }] };
}

/** Who judged: this software, by which policy. */
function device(id: string, policyVersion: string): Resource {
  return {
    resourceType: 'Device',
    id,
    deviceName: [{ name: 'Calcium Alerts', type: 'user-friendly-name' }],
    version: [{ type: { text: 'policy' }, value: policyVersion }],
  };
}

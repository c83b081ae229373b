import { createHmac, createSecretKey } from 'node:crypto';
import type { PatientFact } from '../clinical/fact.ts';
import type { Level } from '../clinical/level.ts';
import type { AlertKind } from '../clinical/verdict.ts';
import type { PatientIdentifier } from '../hl7/patient-identifier.ts';
import { canonicalJson } from './canonical-json.ts';
import type { PatientKey } from './chart-service.ts';

/** What tells one alert from every other. */
export type AlertIdentity = {
  /** Partition in which the result lies. */
  readonly where: string;
  readonly resultKey: string;
  readonly kind: AlertKind;
  readonly level: Level;
  readonly n: number;
};

/** Every key of the table. All are keyed hashes: nobody without the secret can tell or guess what they stand for. */
export type Keys = {
  readonly patientKey: (patient: PatientIdentifier) => PatientKey;
  /** `FACT#` + what the fact is (identity) + what was understood of it, whenever and however it came. */
  readonly factKey: (identity: string, fact: PatientFact) => string;
  /** Without the patient: a correction sent under the survivor supersedes the result of the absorbed one. */
  readonly resultKey: (identity: string) => string;
  readonly diagnosisKey: (identity: string) => string;
  /** 16 characters of base32 (80 bits) that can be read out over a telephone. */
  readonly alertId: (alert: AlertIdentity) => string;
};

/** The secret is one a cell; `version` says which, and goes into every key. */
export type KeySecret = { readonly secret: string | Uint8Array; readonly version: string };

/** 22 characters of base64url: 132 bits. */
const KEY_LENGTH = 22;
const ALERT_ID_LENGTH = 16;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** Of a fact's key what all readings of its message share. */
export function messageOf(factKey: string): string {
  return factKey.slice(0, factKey.lastIndexOf('#'));
}

/** The keys made with one secret. It is made a key object once: Node takes six times as long to hash with raw bytes. */
export function createKeys({ secret, version }: KeySecret): Keys {
  const key = createSecretKey(Buffer.from(secret));
  const digest = (kind: string, ...parts: readonly (string | number)[]) =>
    createHmac('sha256', key)
      .update(JSON.stringify([version, kind, ...parts]))
      .digest();
  const hash = (kind: string, ...parts: readonly (string | number)[]) =>
    digest(kind, ...parts)
      .toString('base64url')
      .slice(0, KEY_LENGTH);
  return {
    patientKey: ({ authority, id }) => `P#${hash('patient', authority, id)}` as PatientKey,
    factKey: (identity, fact) => `FACT#${hash('fact', identity)}#${hash('content', understoodOf(fact))}`,
    resultKey: (identity) => hash('result', identity),
    diagnosisKey: (identity) => hash('diagnosis', identity),
    alertId: ({ where, resultKey, kind, level, n }) =>
      base32(digest('alert', where, resultKey, kind, level, n)),
  };
}

function understoodOf(fact: PatientFact): string {
  const { receivedAt: _receipt, origin: _origin, patient: _patient, ...understood } = fact;
  return canonicalJson(understood);
}

function base32(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, ALERT_ID_LENGTH), (byte) => BASE32.charAt(byte % BASE32.length)).join(
    '',
  );
}

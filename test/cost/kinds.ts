import { type EpochMs, HOUR_MS, MINUTE_MS, plusMs } from '../../shared/clinical/instant.ts';
import { RIVERSIDE } from '../../tools/day/laboratory.ts';
import { admissionMessage } from '../../tools/day/messages.ts';
import { personOf } from '../../tools/day/person.ts';
import { benchMessage, TWELVE_UNWATCHED, TWELVE_WATCHED } from '../bench/messages.ts';

/** What a message is to the pipeline: it decides what the message costs. */
export const KINDS = ['unwatched', 'unregistered', 'registered', 'alert'] as const;
export type Kind = (typeof KINDS)[number];

export const KIND_NAMES: Readonly<Record<Kind, string>> = {
  unwatched: 'nothing watched in it',
  unregistered: 'calcium of a patient without known cancer',
  registered: 'calcium of a patient with cancer, nothing to page',
  alert: 'the same, and a page',
};

/** A laboratory's month: 30 % with calcium, 3 % of those of patients with cancer, 2 % of those page. */
export const SHARES: Readonly<Record<Kind, number>> = {
  unwatched: 0.7,
  unregistered: 0.291,
  registered: 0.3 * 0.03 * 0.98,
  alert: 0.3 * 0.03 * 0.02,
};

/** The messages of one kind with the history that they need, oldest first. */
export type KindMessages = {
  readonly before: readonly Uint8Array[];
  readonly counted: readonly Uint8Array[];
};

const EARLIER_RESULTS = 10;

export function messagesOf(kind: Kind, howMany: number, now: EpochMs): KindMessages {
  let number = (KINDS.indexOf(kind) + 1) * 100_000;
  const result = (index: number, sentAt: EpochMs, calcium?: string): Uint8Array => {
    number += 1;
    return benchMessage({
      tests: kind === 'unwatched' ? TWELVE_UNWATCHED : TWELVE_WATCHED,
      patient: patientOf(kind, index),
      number,
      sentAt,
      ...(calcium === undefined ? {} : { calcium }),
    });
  };
  const patients = Array.from({ length: howMany }, (_, index) => index);
  const before = patients.flatMap((index) => [
    admission(kind, index, plusMs(now, -400 * HOUR_MS)),
    ...Array.from({ length: EARLIER_RESULTS }, (_, back) =>
      result(index, plusMs(now, -(EARLIER_RESULTS - back) * 30 * HOUR_MS), '9.4'),
    ),
  ]);
  return {
    before: kind === 'registered' || kind === 'alert' ? before : [],
    counted: patients.map((index) =>
      result(index, plusMs(now, -MINUTE_MS), kind === 'alert' ? '14.0' : '9.5'),
    ),
  };
}

const patientOf = (kind: Kind, index: number) => `${kind.slice(0, 2).toUpperCase()}${1_000 + index}`;

/** The hospital says that the patient has cancer of the lung. */
function admission(kind: Kind, index: number, sentAt: EpochMs): Uint8Array {
  const header = { laboratory: RIVERSIDE, controlId: `A-${patientOf(kind, index)}`, sentAt };
  const person = personOf(patientOf(kind, index), '1960-06-15');
  return Buffer.from(admissionMessage(header, person, 'A08', ['C34.1', 'Upper lobe']));
}

import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../shared/runtime/clock.ts';
import { NORTHMOOR, RIVERSIDE } from '../../tools/day/laboratory.ts';
import { connectMllp } from '../../tools/send/mllp-client.ts';
import { calciumMessage, unwatchedMessage } from '../crash/messages.ts';

const CONNECTIONS = 8;
/** Of a hundred messages so many hold calcium, and so many of these are of patients of the registry. */
const WITH_CALCIUM = 30;
const REGISTERED = 3;
/** Every so many of these is critical. */
const CRITICAL_EACH = 40;
/** As many as a hospital has in treatment: each gets a result now and then, none of them hundreds within minutes. */
const PATIENTS = 2_000;

/** The registry of everybody whom the messages hold results of again and again. */
export function soakRegistry(): string {
  const rows = Array.from(
    { length: PATIENTS },
    (_, number) => `RIVERSIDE,${patientOf(number)},1958-03-14,C34.1,active,2025-02-10,lung-oncology\n`,
  );
  return ['assigning_authority,patient_id,birth_date,icd10,status,diagnosed_on,team\n', ...rows].join('');
}

const patientOf = (number: number) => `RS${200_000 + (number % PATIENTS)}`;

const PATIENT = 'SOAKPATIENT';
const sender = { laboratory: RIVERSIDE, id: PATIENT, now: systemClock.now() };
const TEXTS = {
  unwatched: unwatchedMessage(sender, 1).text,
  normal: calciumMessage(sender, { step: 1, calcium: '9.4' }).text,
  critical: calciumMessage(sender, { step: 1, calcium: '14.2' }).text,
  other: calciumMessage({ ...sender, laboratory: NORTHMOOR }, { step: 1, calcium: '2.35' }).text,
};

/** The n-th message: an ordinary mix at hardly any cost to the sender, who shares the machine. */
function messageOf(n: number): Uint8Array {
  const place = n % 100;
  if (place >= WITH_CALCIUM) return messageFor(TEXTS.unwatched, `SOAK${n}`);
  if (place >= REGISTERED) return messageFor(n % 2 === 0 ? TEXTS.normal : TEXTS.other, `SOAK${n}`);
  const patient = patientOf(Math.floor(n / 100) * REGISTERED + place);
  return messageFor(n % CRITICAL_EACH === 0 ? TEXTS.critical : TEXTS.normal, patient, n);
}

function messageFor(text: string, patient: string, n?: number): Uint8Array {
  const order = n === undefined ? patient : `${patient}-${n}`;
  return Buffer.from(text.replaceAll(`${PATIENT}-1`, order).replaceAll(PATIENT, patient));
}

export type Traffic = {
  readonly acknowledged: () => number;
  /** Resolves when the last message is acknowledged. */
  readonly done: Promise<unknown>;
};

/** Sends `rate` messages a second over several connections, each of which waits for its answer. */
export function sendSteadily(port: number, rate: number, seconds: number): Traffic {
  const total = Math.round(rate * seconds);
  const began = performance.now();
  let next = 0;
  let acknowledged = 0;
  const lane = async (): Promise<void> => {
    const client = await connectMllp('127.0.0.1', port);
    while (next < total) {
      const n = next;
      next += 1;
      const early = (n / rate) * 1_000 - (performance.now() - began);
      if (early > 1) await pause(early);
      const answer = Buffer.from(await client.send(messageOf(n))).toString('latin1');
      if (!answer.includes('\rMSA|AA|')) throw new Error('a message was not accepted');
      acknowledged += 1;
    }
    client.close();
  };
  return {
    acknowledged: () => acknowledged,
    done: Promise.all(Array.from({ length: CONNECTIONS }, lane)),
  };
}

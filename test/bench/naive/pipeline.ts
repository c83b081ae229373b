import { type NaiveMessage, type NaiveObservation, readNaively } from './read-message.ts';

export type NaiveItem = { readonly pk: string; readonly sk: string; readonly [attribute: string]: string };

export type NaivePorts = {
  readonly put: (item: NaiveItem) => Promise<void>;
  /** All that was ever stored of a patient. */
  readonly history: (pk: string) => Promise<readonly NaiveItem[]>;
  readonly publish: (text: string) => Promise<void>;
};

const CALCIUM = '17861-6';
const ALBUMIN = '1751-7';
const LIMIT_MG_DL = 12;

/**
 * The pipeline that ours is measured beside, as most people would write it first: parse every message whole, write each
 * OBX, read the whole history of whoever has a calcium, publish, then write down that one did. It is right on a good day and
 * does far less: units, limits, corrections, merges, retries and doubled or lost pages are nobody's concern in it.
 */
export async function handleNaively(text: string, ports: NaivePorts): Promise<string> {
  const message = readNaively(text);
  await Promise.all(itemsOf(message).map((item) => ports.put(item)));
  const calcium = message.observations.find(({ code }) => code === CALCIUM);
  if (calcium !== undefined) await alertWhereHigh(message, calcium, ports);
  return `MSH|^~\\&|||||${message.sentAt}||ACK|${message.controlId}|P|2.5.1\rMSA|AA|${message.controlId}\r`;
}

function itemsOf({ patient, sentAt, controlId, observations, diagnoses }: NaiveMessage): NaiveItem[] {
  const results = observations.map((observation) => ({
    ...observation,
    pk: patient,
    sk: `RESULT#${sentAt}#${observation.code}`,
    controlId,
  }));
  return [...results, ...diagnoses.map((code) => ({ pk: patient, sk: `DIAGNOSIS#${code}`, code }))];
}

async function alertWhereHigh(
  { patient, sentAt, observations }: NaiveMessage,
  calcium: NaiveObservation,
  { put, history, publish }: NaivePorts,
): Promise<void> {
  const stored = await history(patient);
  if (!stored.some(({ sk }) => sk.startsWith('DIAGNOSIS#C'))) return;
  const albumin = observations.find(({ code }) => code === ALBUMIN);
  const corrected = Number(calcium.value) + 0.8 * (4 - Number(albumin?.value ?? 4));
  if (corrected < LIMIT_MG_DL) return;
  if (stored.some(({ sk }) => sk.startsWith(`ALERT#${sentAt.slice(0, 8)}`))) return;
  await publish(`Calcium of ${patient}: ${corrected.toFixed(1)} mg/dL`);
  await put({ pk: patient, sk: `ALERT#${sentAt}`, value: calcium.value });
}

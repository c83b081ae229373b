import type { Diagnosis, PatientFact, Result } from '../../shared/clinical/fact.ts';
import { epochMs, HOUR_MS, MINUTE_MS } from '../../shared/clinical/instant.ts';
import type { PatientIdentifier } from '../../shared/hl7/patient-identifier.ts';
import { type Choices, onceIn, oneOf } from './choices.ts';

/** One message as far as the charts are concerned. */
export type Message =
  | {
      readonly is: 'fact';
      readonly identity: string;
      readonly patient: number;
      readonly fact: PatientFact;
    }
  | {
      readonly is: 'link';
      readonly action: 'merge' | 'unlink';
      readonly survivor: number;
      readonly absorbed: number;
      readonly sentAt: number;
    };

/** What is true, in the order in which it was sent. It arrives in another. */
export type Scenario = { readonly patients: number; readonly messages: readonly Message[] };

export const START = Date.UTC(2026, 0, 5, 12);

/** What is collected within minutes is one draw; draws lie further apart than the rules ask. All is younger than a day. */
export const DRAWS_APART_MS = 3 * HOUR_MS;

/** mg/dL, from normal to critical; the first is harmless. */
const VALUES = ['9.8', '10.5', '10.6', '11.6', '12.0', '12.6', '13.6', '14.4'] as const;

export function patientAt(index: number): PatientIdentifier {
  return { authority: 'HOSP', id: `MRN${index}` };
}

/** Some patients, their results with corrections, diagnoses, merges and unlinks; in some mostly of one kind. */
export function createScenario(choices: Choices): Scenario {
  const mix = oneOf(choices, [USUAL, USUAL, CORRECTED, TANGLED]);
  const patients = mix.patients ?? 1 + choices.below(3);
  const count = 1 + choices.below(9);
  const orders: Order[] = [];
  const messages: Message[] = choices.below(3) === 0 ? [] : [diagnosis(0, START)];
  for (let index = 1; index <= count; index += 1) {
    const at = START + index * 7 * MINUTE_MS;
    messages.push(nextMessage(choices, mix, { patients, orders, messages, at }));
    if (onceIn(choices, 5)) messages.push(...sentAgain(messages.at(-1)));
  }
  return { patients, messages };
}

/** Of ten messages: which are results, later versions of results, diagnoses; the rest are links. */
type Mix = {
  readonly results: number;
  readonly versions: number;
  readonly diagnoses: number;
  readonly patients?: number;
};
const USUAL: Mix = { results: 4, versions: 6, diagnoses: 7 };
const CORRECTED: Mix = { results: 1, versions: 9, diagnoses: 10, patients: 1 };
const TANGLED: Mix = { results: 2, versions: 3, diagnoses: 4, patients: 4 };

type SoFar = {
  readonly patients: number;
  readonly orders: Order[];
  readonly messages: readonly Message[];
  readonly at: number;
};

function nextMessage(choices: Choices, mix: Mix, { patients, orders, messages, at }: SoFar): Message {
  const kind = choices.below(10);
  const patient = choices.below(patients);
  if (kind < mix.results) return newResult(choices, orders, patient, at);
  if (kind < mix.versions) return laterVersion(choices, orders, patient, patients, at);
  if (kind < mix.diagnoses || patients === 1) return diagnosis(patient, at);
  return link(choices, messages, patient, patients, at);
}

type Order = {
  readonly key: string;
  readonly patient: number;
  readonly collectedAt: number;
  readonly amount: string;
};

function newResult(choices: Choices, orders: Order[], patient: number, at: number): Message {
  const collectedAt = START - (1 + choices.below(7)) * DRAWS_APART_MS + orders.length * MINUTE_MS;
  const amount = oneOf(choices, VALUES);
  const order = { key: `result-${orders.length}`, patient, collectedAt, amount };
  orders.push(order);
  return version(order, patient, amount, 'F', at);
}

/** A correction, a withdrawal, or a correction back; now and then under another patient's identifier. */
function laterVersion(
  choices: Choices,
  orders: Order[],
  patient: number,
  patients: number,
  at: number,
): Message {
  const order = orders[choices.below(Math.max(orders.length, 1))];
  if (order === undefined) return newResult(choices, orders, patient, at);
  const under = onceIn(choices, 6) ? choices.below(patients) : order.patient;
  const withdrawn = onceIn(choices, 5);
  const amount = onceIn(choices, 3) ? order.amount : oneOf(choices, VALUES);
  return version(order, under, amount, withdrawn ? 'W' : 'C', at);
}

function version(
  { key, collectedAt }: Order,
  patient: number,
  amount: string,
  status: 'F' | 'C' | 'W',
  at: number,
): Message {
  const reportedAt = epochMs(at);
  const result: Result = {
    ...{ key, order: key, loinc: '46099-8', analyte: 'calcium-corrected', status, reportedAt },
    ...{ sentAt: reportedAt, collectedAt: epochMs(collectedAt), upperLimit: '10.5', lowerLimit: '8.6' },
    ...(status === 'W' ? {} : { value: { comparator: '=', amount, unit: 'mg/dL' } as const }),
    labFlags: [],
    flags: [],
    asSent: { value: amount, unit: 'mg/dL', range: '8.6-10.5', name: 'corrected calcium' },
  };
  return factMessage(`${key} at ${at}`, patient, at, { results: [result] });
}

function diagnosis(patient: number, at: number): Message {
  const stated: Diagnosis = {
    ...{ key: `diagnosis-${patient}`, system: 'icd-10', code: 'C50.9', type: 'F', removed: false },
    sentAt: epochMs(at),
  };
  return factMessage(`diagnosis of ${patient} at ${at}`, patient, at, { diagnoses: [stated] });
}

function factMessage(
  identity: string,
  patient: number,
  at: number,
  brought: Partial<Pick<PatientFact, 'results' | 'diagnoses'>>,
): Message {
  const fact: PatientFact = {
    ...{ feed: 'lab', readerVersion: '1', mapVersion: '1', receivedAt: epochMs(at), origin: 'live' },
    patient: patientAt(patient),
    results: [],
    diagnoses: [],
    ...brought,
  };
  return { is: 'fact', identity, patient, fact };
}

type LinkMessage = Extract<Message, { is: 'link' }>;

/** Half of the time a merge sent before is taken back, else two patients are merged, or told apart. */
function link(
  choices: Choices,
  before: readonly Message[],
  survivor: number,
  patients: number,
  sentAt: number,
): Message {
  const merges = before.filter((message): message is LinkMessage => message.is === 'link');
  const merge = merges[choices.below(2 * merges.length + 1)];
  if (merge !== undefined) return { ...merge, action: 'unlink', sentAt };
  const absorbed = (survivor + 1 + choices.below(patients - 1)) % patients;
  return { is: 'link', action: onceIn(choices, 5) ? 'unlink' : 'merge', survivor, absorbed, sentAt };
}

/** The laboratory sends it again: the same content, received later. */
function sentAgain(message: Message | undefined): readonly Message[] {
  if (message === undefined) return [];
  if (message.is === 'link') return [message];
  const receivedAt = epochMs(message.fact.receivedAt + 3 * MINUTE_MS);
  return [{ ...message, fact: { ...message.fact, receivedAt } }];
}

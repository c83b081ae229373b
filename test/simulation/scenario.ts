import type { Diagnosis, PatientFact, ResultStatus } from '../../shared/clinical/fact.ts';
import { epochMs, MINUTE_MS } from '../../shared/clinical/instant.ts';
import type { PatientIdentifier } from '../../shared/hl7/patient-identifier.ts';
import { type Choices, onceIn, oneOf } from './choices.ts';
import { type Laboratory, newOrder, type Order, resultOf, START } from './results.ts';

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
export type Scenario = {
  readonly patients: number;
  readonly messages: readonly Message[];
  /** Brought as HL7 bytes to the function that reads them, among messages that say nothing; else as facts to the charts. */
  readonly isInBytes: boolean;
  /** The reader reads every message each time that it comes; else the same bytes once. */
  readonly readsEveryTime: boolean;
  /** People come to the desk and answer alerts. */
  readonly isAnswered: boolean;
  /** How many pages go out one by one; what is more goes out together. */
  readonly pagesAtOnce: number;
  /** Whoever does not answer is followed by somebody else. */
  readonly isEscalated: boolean;
};

/** Planted in all that says who a patient is: it must turn up nowhere else. */
export const PLANTED = 'ZZPHI';

/** Two laboratories number their patients alike: every second patient shares a number with the one before. */
export function patientAt(index: number): PatientIdentifier {
  return { authority: index % 2 === 0 ? 'HOSP' : 'CLINIC', id: `${PLANTED}${index >> 1}` };
}

/** Some patients, their results with corrections, diagnoses, merges and unlinks; in some mostly of one kind. */
export function createScenario(choices: Choices): Scenario {
  const mix = oneOf(choices, [USUAL, USUAL, CORRECTED, TANGLED, BY_ALBUMIN, IMPORTED, PRELIMINARY, RISING]);
  const patients = mix.patients ?? 1 + choices.below(3);
  const count = 1 + choices.below(9);
  const orders: Order[] = [];
  const messages: Message[] = choices.below(3) === 0 ? [] : [diagnosis(0, START)];
  for (let index = 1; index <= count; index += 1) {
    const at = START + index * 7 * MINUTE_MS;
    messages.push(nextMessage(choices, mix, { patients, orders, messages, at }));
    if (onceIn(choices, 5)) messages.push(...sentAgain(messages.at(-1)));
  }
  const isInBytes = onceIn(choices, BYTES_IN);
  return {
    ...{ patients, messages, isInBytes },
    readsEveryTime: onceIn(choices, EVERY_TIME_IN),
    isAnswered: onceIn(choices, ANSWERED_IN),
    pagesAtOnce: onceIn(choices, FEW_PAGES_IN) ? choices.below(2) : USUAL_PAGES,
    isEscalated: onceIn(choices, ESCALATED_IN),
  };
}

const BYTES_IN = 12;
const EVERY_TIME_IN = 4;
const ANSWERED_IN = 6;
const FEW_PAGES_IN = 3;
const ESCALATED_IN = 6;
const USUAL_PAGES = 10;

/** Of ten messages: which are results, later versions of results, diagnoses; the rest are links. */
type Mix = {
  readonly results: number;
  readonly versions: number;
  readonly diagnoses: number;
  readonly patients?: number;
  readonly lab: Laboratory;
};
const PLAIN: Laboratory = { hasAlbumin: false, hasPreliminaries: false, hasOldDraws: false, isMild: false };
const USUAL: Mix = { results: 4, versions: 6, diagnoses: 7, lab: PLAIN };
const CORRECTED: Mix = { results: 1, versions: 9, diagnoses: 10, patients: 1, lab: PLAIN };
const TANGLED: Mix = { results: 2, versions: 3, diagnoses: 4, patients: 4, lab: PLAIN };
const BY_ALBUMIN: Mix = { results: 6, versions: 8, diagnoses: 9, lab: { ...PLAIN, hasAlbumin: true } };
const IMPORTED: Mix = { results: 6, versions: 8, diagnoses: 9, lab: { ...PLAIN, hasOldDraws: true } };
const PRELIMINARY: Mix = { results: 4, versions: 8, diagnoses: 9, lab: { ...PLAIN, hasPreliminaries: true } };
const RISING: Mix = { results: 8, versions: 9, diagnoses: 10, patients: 1, lab: { ...PLAIN, isMild: true } };

type SoFar = {
  readonly patients: number;
  readonly orders: Order[];
  readonly messages: readonly Message[];
  readonly at: number;
};

function nextMessage(choices: Choices, mix: Mix, soFar: SoFar): Message {
  const kind = choices.below(10);
  const patient = choices.below(soFar.patients);
  if (kind < mix.results) return newResult(choices, mix, soFar, patient);
  if (kind < mix.versions) return laterVersion(choices, mix, soFar, patient);
  if (kind < mix.diagnoses || soFar.patients === 1) return diagnosis(patient, soFar.at);
  return link(choices, soFar, patient);
}

function newResult(choices: Choices, { lab }: Mix, { orders, at }: SoFar, patient: number): Message {
  const order = newOrder(choices, lab, orders.length, patient);
  orders.push(order);
  return version(order, patient, at, lab.hasOldDraws && onceIn(choices, 2) ? 'import' : 'live');
}

/** A correction, a withdrawal, or a correction back; now and then under another patient's identifier. */
function laterVersion(choices: Choices, mix: Mix, soFar: SoFar, patient: number): Message {
  const { orders, patients, at } = soFar;
  const order = orders[choices.below(Math.max(orders.length, 1))];
  if (order === undefined) return newResult(choices, mix, soFar, patient);
  const under = onceIn(choices, 6) ? choices.below(patients) : order.patient;
  const status = laterStatus(choices, order);
  const amount = onceIn(choices, 3) ? order.amount : oneOf(choices, order.kind.values);
  return version({ ...order, amount, status }, under, at, 'live');
}

function laterStatus(choices: Choices, { status }: Order): ResultStatus {
  if (onceIn(choices, 5)) return 'W';
  if (status === 'F') return 'C';
  return onceIn(choices, 4) ? 'P' : 'F';
}

function version(order: Order, patient: number, at: number, origin: 'live' | 'import'): Message {
  return factMessage(`${order.key} at ${at}`, patient, at, { results: [resultOf(order, at)], origin });
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
  brought: Partial<Pick<PatientFact, 'results' | 'diagnoses' | 'origin'>>,
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
function link(choices: Choices, { messages, patients, at: sentAt }: SoFar, survivor: number): Message {
  const merges = messages.filter((message): message is LinkMessage => message.is === 'link');
  const merge = merges[choices.below(2 * merges.length + 1)];
  if (merge !== undefined) return { ...merge, action: 'unlink', sentAt };
  const absorbed = (survivor + 1 + choices.below(patients - 1)) % patients;
  return { is: 'link', action: onceIn(choices, 5) ? 'unlink' : 'merge', survivor, absorbed, sentAt };
}

/** The laboratory sends it again: the same content, received later. */
function sentAgain(message: Message | undefined): readonly Message[] {
  return message === undefined ? [] : [receivedLater(message)];
}

/** What is played again long after: an import, which stores and pages nothing anew. */
export function replayed(message: Message): Message {
  const later = receivedLater(message);
  return later.is === 'link' ? later : { ...later, fact: { ...later.fact, origin: 'import' } };
}

function receivedLater(message: Message): Message {
  if (message.is === 'link') return message;
  const receivedAt = epochMs(message.fact.receivedAt + 3 * MINUTE_MS);
  return { ...message, fact: { ...message.fact, receivedAt } };
}

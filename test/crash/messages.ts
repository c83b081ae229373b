import { type EpochMs, HOUR_MS, MINUTE_MS, plusMs } from '../../shared/clinical/instant.ts';
import type { Laboratory, TestName } from '../../tools/day/laboratory.ts';
import {
  admissionMessage,
  type Header,
  mergeMessage,
  type Order,
  resultMessage,
} from '../../tools/day/messages.ts';
import { personOf } from '../../tools/day/person.ts';
import { createRandom } from '../../tools/day/random.ts';
import { healthyResult } from '../../tools/day/tell-story.ts';

export const BIRTH_DATE = '1958-03-14';

/** What becomes of a message in the end: 'judged', or why it is ignored or in quarantine. */
export type ExpectedFate = 'judged' | `ignored ${string}` | `quarantined ${string}`;

/** One message as a laboratory sends it, until it is acknowledged. */
export type ScriptedMessage = {
  readonly controlId: string;
  readonly text: string;
  readonly fate: ExpectedFate;
  /** Of a merge: no fact, but a link between charts. */
  readonly isLink?: true;
};

/** What all messages of one patient in one round share. */
export type Sender = {
  readonly laboratory: Laboratory;
  /** Of the patient; control and order numbers begin with it. */
  readonly id: string;
  readonly now: EpochMs;
};

export type CalciumSent = {
  /** Numbers the message, and the minutes at which it is reported. */
  readonly step: number;
  /** In the unit of the laboratory. */
  readonly calcium: string;
  readonly hoursAgo?: number;
  /** Messages of one order are versions of one another. */
  readonly order?: string;
  readonly status?: string;
};

const UNWATCHED: readonly TestName[] = ['sodium', 'potassium', 'chloride', 'bicarbonate', 'urea'];

function headerOf({ laboratory, id, now }: Sender, step: number): Header {
  return { laboratory, controlId: `${id}-${step}`, sentAt: plusMs(now, (step - 60) * MINUTE_MS) };
}

function orderOf(sender: Sender, { step, calcium, hoursAgo = 2, order, status = 'F' }: CalciumSent): Order {
  const { laboratory, id, now } = sender;
  const albumin = laboratory.feed === 'riverside' ? '4.0' : '40';
  const random = createRandom(step);
  const result = (name: TestName) => ({ ...healthyResult(laboratory, name, random), status });
  return {
    number: `${id}-${order ?? step}`,
    panel: ['PANEL', 'Metabolic panel', laboratory.application],
    collectedAt: plusMs(now, -hoursAgo * HOUR_MS),
    reportedAt: plusMs(now, (step - 60) * MINUTE_MS),
    status,
    results: [
      ...UNWATCHED.map(result),
      { ...result('calcium'), value: calcium },
      { ...result('albumin'), value: albumin, status: 'F' },
    ],
  };
}

/** A metabolic panel whose albumin changes nothing of the calcium. */
export function calciumMessage(sender: Sender, sent: CalciumSent): ScriptedMessage {
  const header = headerOf(sender, sent.step);
  const text = resultMessage(header, personOf(sender.id, BIRTH_DATE), orderOf(sender, sent));
  return { controlId: header.controlId, text, fate: 'judged' };
}

export function diagnosisMessage(sender: Sender, step: number): ScriptedMessage {
  const header = headerOf(sender, step);
  const lung = ['C34.1', 'Upper lobe, bronchus or lung'] as const;
  const text = admissionMessage(header, personOf(sender.id, BIRTH_DATE), 'A08', lung);
  return { controlId: header.controlId, text, fate: 'judged' };
}

/** The patient takes over what was sent of `absorbed`. */
export function takeOver(sender: Sender, step: number, absorbed: string): ScriptedMessage {
  const header = headerOf(sender, step);
  const text = mergeMessage(header, personOf(sender.id, BIRTH_DATE), personOf(absorbed, BIRTH_DATE));
  return { controlId: header.controlId, text, fate: 'judged', isLink: true };
}

/** Most of what a laboratory sends: nothing in it is watched. */
export function unwatchedMessage(sender: Sender, step: number): ScriptedMessage {
  const message = calciumMessage(sender, { step, calcium: '0' });
  const watched = /OBX\|(6|7)\|[^\r]*\r/g;
  return { ...message, text: message.text.replace(watched, ''), fate: 'ignored nothing-watched' };
}

/** A critical result that is only a test of the interface. */
export function testMessage(sender: Sender, step: number): ScriptedMessage {
  const message = calciumMessage(sender, { step, calcium: '14.2' });
  return { ...message, text: message.text.replace('|P|2.5.1', '|T|2.5.1'), fate: 'ignored test' };
}

/** A calcium of nobody. */
export function namelessMessage(sender: Sender, step: number): ScriptedMessage {
  const message = calciumMessage(sender, { step, calcium: '14.2' });
  const text = message.text.replace(/(\rPID\|1\|\|)[^|]*/, '$1');
  return { ...message, text, fate: 'quarantined no-patient-identifier' };
}

/** Refused by AR, and kept. */
export function refusedMessage(sender: Sender, step: number): ScriptedMessage {
  const message = calciumMessage(sender, { step, calcium: '14.2' });
  return {
    ...message,
    text: message.text.replace('|P|2.5.1', '|X|2.5.1'),
    fate: 'quarantined processing-id',
  };
}

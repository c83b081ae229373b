import type { Level } from '../clinical/level.ts';
import type { AlertKind } from '../clinical/verdict.ts';

/** All that a page may be made of: nothing about the patient or the result. */
export type PageContent = {
  readonly alertId: string;
  readonly level: Level;
  readonly kind: AlertKind;
  readonly repeat: boolean;
  /** How many alerts the page stands for. */
  readonly count: number;
  /** The step of the escalation that is paged, of how many. */
  readonly step: number;
  readonly of: number;
  /** The time that the first step has by the configuration; by the level when left out. */
  readonly withinMinutes?: number | undefined;
  /** Base address of the desk, where a signed-in reader sees the alert. */
  readonly deskUrl: string;
};

export type PageText = { readonly subject: string; readonly sms: string; readonly email: string };

/** One SMS in the GSM 03.38 alphabet. */
export const SMS_MAX_CHARACTERS = 160;
const REFERENCE_CHARACTERS = 8;

/** Within which a page of the level is to be acknowledged (docs/clinical.md, "Alerts and wording"). */
const TIME_LIMIT: Readonly<Record<Level, string>> = {
  critical: 'within 15 minutes',
  urgent: 'within 30 minutes',
  routine: 'by the next working day',
  worklist: 'when you next review the worklist',
};

/** What a later step is told in place of a time: the time of the ones before it is over. */
const ESCALATED_LIMIT = 'now';

const WHAT_HAPPENED: Readonly<Record<AlertKind, string>> = {
  alert: 'A result awaits your review.',
  correction: 'An earlier alert has been corrected. Please look at it again.',
  retraction: 'An earlier alert has been withdrawn. Please look at it again.',
};

const WHAT_HAPPENED_TO_SEVERAL: Readonly<Record<AlertKind, string>> = {
  alert: 'Several results await your review.',
  correction: 'Several earlier alerts have been corrected. Please look at each of them again.',
  retraction: 'Several earlier alerts have been withdrawn. Please look at each of them again.',
};

const ESCALATED =
  'ESCALATED: nobody who was paged before you has acknowledged in time. You are paged in their place.';
const TOGETHER =
  'There were more pages than one team can act upon, so these come together. None is left out.';
const REPEAT = 'REPEAT: this message may have reached you before, with the same reference. It is one alert.';
const REPEAT_OF_SEVERAL =
  'REPEAT: some or all of these may have reached you before, with this or another reference.';

/** Short and easily read out over the telephone; the same for every repeat of one alert. */
export function referenceOf(alertId: string): string {
  return alertId.slice(0, REFERENCE_CHARACTERS).toUpperCase();
}

export function linkOf(deskUrl: string, alertId: string): string {
  return `${deskUrl.replace(/\/$/, '')}/a/${alertId}`;
}

/** Of one alert itself, of several the list of all. */
function targetOf({ count, alertId, deskUrl }: PageContent): string {
  return count === 1 ? linkOf(deskUrl, alertId) : `${deskUrl.replace(/\/$/, '')}/alerts`;
}

/** Subject, SMS and e-mail of a page: plain, calm, without anything about the patient. */
export function wordPage(content: PageContent): PageText {
  return { subject: subjectOf(content), sms: smsOf(content), email: emailOf(content) };
}

function subjectOf(content: PageContent): string {
  return `${headline(content)} - acknowledge ${limitOf(content)} - ref ${referenceOf(content.alertId)}`;
}

function headline({ level, kind, repeat, count, step, of }: PageContent): string {
  const what = count === 1 ? kind : `${count} ${kind}s`;
  const escalated = step > 1 ? `ESCALATED ${step}/${of} ` : '';
  return `${repeat ? 'REPEAT ' : ''}${escalated}${level.toUpperCase()} ${what}`;
}

function limitOf({ level, step, withinMinutes }: PageContent): string {
  if (step > 1) return ESCALATED_LIMIT;
  return withinMinutes === undefined ? TIME_LIMIT[level] : `within ${minutesText(withinMinutes)}`;
}

const minutesText = (minutes: number): string => (minutes === 1 ? '1 minute' : `${minutes} minutes`);

/** The link is left out rather than cut where the desk's address is too long for one SMS. */
function smsOf(content: PageContent): string {
  const text = `${headline(content)}. Acknowledge ${limitOf(content)}. Ref ${referenceOf(content.alertId)}`;
  const linked = `${text} ${targetOf(content)}`;
  return smsLength(linked) <= SMS_MAX_CHARACTERS ? linked : text;
}

/** Length as a mobile network counts it: characters of the GSM extension table take two. */
export function smsLength(text: string): number {
  let length = 0;
  for (const character of text) length += '^{}\\[]~|'.includes(character) ? 2 : 1;
  return length;
}

function emailOf(content: PageContent): string {
  const { level, kind, repeat, count, step, of, alertId } = content;
  const isOne = count === 1;
  return [
    (isOne ? WHAT_HAPPENED : WHAT_HAPPENED_TO_SEVERAL)[kind],
    '',
    `Level: ${level}`,
    `Count: ${count}`,
    `Acknowledge: ${limitOf(content)}`,
    ...(step > 1 ? [`Escalated: to contact ${step} of ${of}`] : []),
    `Reference: ${referenceOf(alertId)}`,
    `Sign in to see ${isOne ? 'it' : 'them'}: ${targetOf(content)}`,
    '',
    ...(step > 1 ? [ESCALATED, ''] : []),
    ...(isOne ? [] : [TOGETHER, '']),
    ...(repeat ? [isOne ? REPEAT : REPEAT_OF_SEVERAL, ''] : []),
    'Details are shown only after signing in.',
    'This service adds to the telephone call of the laboratory and never replaces it.',
    '',
  ].join('\n');
}

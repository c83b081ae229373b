import { DAY_MS, type EpochMs, MINUTE_MS, plusMs } from '../../shared/clinical/instant.ts';
import { type Laboratory, type TestName, testOf } from './laboratory.ts';
import {
  admissionMessage,
  documentMessage,
  type Header,
  mergeMessage,
  type Order,
  resultMessage,
  type SentResult,
} from './messages.ts';
import { type Person, personOf } from './person.ts';
import type { Random } from './random.ts';
import type { ResultsStep, Step, Story, Told, When } from './story.ts';

/** One message of the sample day and when the laboratory sends it. */
export type DayMessage = {
  readonly at: EpochMs;
  readonly feed: string;
  readonly text: string;
  /** The story it belongs to; absent = background. */
  readonly story?: string;
};

/** A healthy value of this test, as the laboratory would send it. */
export function healthyResult(laboratory: Laboratory, name: TestName, random: Random): SentResult {
  const { code, unit, range, mean, spread, decimals } = testOf(laboratory, name);
  const value = random.around(mean, spread).toFixed(decimals);
  return { code, valueType: 'NM', value, unit, range, flag: '', status: 'F' };
}

function instantOf(dayStart: EpochMs, [day, time]: When): EpochMs {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return plusMs(dayStart, day * DAY_MS + (hours * 60 + minutes) * MINUTE_MS);
}

function sentResult(healthy: SentResult, told: Told | undefined, status: string): SentResult {
  return { ...healthy, status, ...(typeof told === 'string' ? { value: told } : told) };
}

function orderOf(
  story: Story,
  step: ResultsStep,
  controlId: string,
  dayStart: EpochMs,
  random: Random,
): Order {
  const { laboratory } = story;
  const reportedAt = instantOf(dayStart, step.at);
  const told = Object.keys(step.told) as TestName[];
  const names = new Set(step.alone ? told : [...laboratory.metabolicPanel, ...told]);
  return {
    number: step.order === undefined ? controlId : `${story.id}-${step.order}`,
    panel: ['PANEL', step.alone ? 'Single tests' : 'Metabolic panel', laboratory.application],
    collectedAt:
      step.collected === undefined
        ? plusMs(reportedAt, -45 * MINUTE_MS)
        : instantOf(dayStart, step.collected),
    reportedAt,
    status: step.status,
    results: [...names]
      .filter((name) => !step.without.includes(name))
      .map((name) => sentResult(healthyResult(laboratory, name, random), step.told[name], step.status)),
  };
}

function withStrayLine(text: string, line: string | undefined): string {
  return line === undefined ? text : text.replace('\rPV1', `\r${line}\rPV1`);
}

function resultsText(header: Header, person: Person, step: ResultsStep, order: Order): string {
  const sentAs = step.patientId === undefined ? person : { ...person, id: step.patientId };
  const text = resultMessage({ ...header, processingId: step.processingId }, sentAs, order);
  return withStrayLine(text, step.strayLine);
}

function textOf(
  story: Story,
  step: Step,
  header: Header,
  person: Person,
  dayStart: EpochMs,
  random: Random,
): string {
  switch (step.does) {
    case 'results':
      return resultsText(header, person, step, orderOf(story, step, header.controlId, dayStart, random));
    case 'diagnosis':
      return admissionMessage(header, person, 'A08', step.icd10);
    case 'merge':
      return mergeMessage(header, person, personOf(step.absorbed, person.birthDate));
    case 'document':
      return documentMessage(header, person);
  }
}

function messagesOfStep(message: DayMessage, step: Step): readonly DayMessage[] {
  return step.does === 'results' && step.againAfter !== undefined
    ? [message, { ...message, at: plusMs(message.at, step.againAfter * MINUTE_MS) }]
    : [message];
}

/** All messages of one story, in the order they are sent. */
export function tellStory(
  story: Story,
  person: Person,
  dayStart: EpochMs,
  random: Random,
): readonly DayMessage[] {
  return story.steps.flatMap((step, index) => {
    const at = instantOf(dayStart, step.at);
    const header = { laboratory: story.laboratory, controlId: `${story.id}-${index + 1}`, sentAt: at };
    const text = textOf(story, step, header, person, dayStart, random);
    return messagesOfStep({ at, feed: story.laboratory.feed, text, story: story.id }, step);
  });
}

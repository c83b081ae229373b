import { DAY_MS, type EpochMs, isoInstant, plusMs } from '../../shared/clinical/instant.ts';
import { ordinaryMessages, regularOr } from './background.ts';
import { stories } from './day.ts';
import { type Laboratory, NORTHMOOR, RIVERSIDE } from './laboratory.ts';
import { type Person, personOf } from './person.ts';
import { createRandom, type Random } from './random.ts';
import type { Story } from './story.ts';
import { type DayMessage, tellStory } from './tell-story.ts';

/** A hospital with two laboratories; the same plan gives the same bytes on every machine. */
export type HospitalPlan = {
  readonly seed: number;
  /** Everybody it treats. One in 25, and at least one, has a known cancer. */
  readonly patients: number;
  readonly days: number;
  /** Midnight UTC of the first day. */
  readonly start: EpochMs;
};

/** A row of the registry, by its columns. */
export type Registered = {
  readonly laboratory: Laboratory;
  readonly person: Person;
  readonly icd10: string;
  readonly team: string;
  readonly diagnosedOn: string;
};

/** What is sent on one day, in the order of sending. */
export type HospitalDay = { readonly date: string; readonly messages: readonly DayMessage[] };

export type Hospital = {
  readonly registered: readonly Registered[];
  /**
   * One after the other, nothing of a day kept. Earlier results that a course rests on have days before the first, and
   * in America the last day ends on the next.
   */
  readonly days: () => Iterable<HospitalDay>;
};

const ONE_REGISTERED_IN = 25;
const ONE_COURSE_IN = 5;
/** Messages a patient and day. */
const MESSAGES_SHARE = 0.5;

/** Teams are those of the sample configuration. */
const CANCERS: readonly [Cancer, ...Cancer[]] = [
  ['C34.1', 'lung-oncology'],
  ['C34.9', 'lung-oncology'],
  ['C50.4', 'breast-oncology'],
  ['C50.9', 'breast-oncology'],
  ['C90.00', 'haematology-oncology'],
  ['C83.3', 'haematology-oncology'],
  ['C61', 'oncology-on-call'],
  ['C64', 'oncology-on-call'],
];
type Cancer = readonly [icd10: string, team: string];

/** Courses that may happen to anybody with cancer: those that page, and name no further number of the patient. */
const COURSES = stories.filter(
  ({ expected, steps }) =>
    expected.length > 0 &&
    steps.every((step) => step.does !== 'merge' && (step.does !== 'results' || step.patientId === undefined)),
);

/** Streams of numbers that do not depend on each other, so that a day can be made by itself. */
const STREAM = { patients: 1, courses: 2, others: 3, days: 1_000 } as const;
const streamOf = (seed: number, stream: number): Random => createRandom(seed * 1_000_003 + stream);

export function createHospital(plan: HospitalPlan): Hospital {
  const registered = registeredPatients(plan);
  return { registered, days: () => daysOf(plan, registered) };
}

function registeredPatients({ seed, patients, start }: HospitalPlan): readonly Registered[] {
  const random = streamOf(seed, STREAM.patients);
  return Array.from({ length: Math.ceil(patients / ONE_REGISTERED_IN) }, (_, index) => {
    const laboratory = random.chance(0.6) ? RIVERSIDE : NORTHMOOR;
    const [icd10, team] = random.pick(CANCERS);
    const diagnosed = plusMs(start, -random.whole(30, 1_500) * DAY_MS);
    const person = personOf(idOf(laboratory, 7, index), birthDate(random, 1936, 1985));
    return { laboratory, person, icd10, team, diagnosedOn: isoInstant(diagnosed).slice(0, 10) };
  });
}

function idOf(laboratory: Laboratory, kind: 7 | 8, index: number): string {
  const prefix = laboratory === RIVERSIDE ? 'RS' : 'NM';
  return `${prefix}${kind}${String(index).padStart(6, '0')}`;
}

function birthDate(random: Random, from: number, to: number): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${random.whole(from, to)}-${two(random.whole(1, 12))}-${two(random.whole(1, 28))}`;
}

function* daysOf(plan: HospitalPlan, registered: readonly Registered[]): Generator<HospitalDay> {
  const { told, regulars } = coursesOf(plan, registered);
  const ordinary = Array.from({ length: plan.days }, (_, day) => dateOf(plusMs(plan.start, day * DAY_MS)));
  const waiting = new Map(told);
  const dates = [...new Set([...told.keys(), ...ordinary, dateOf(plusMs(plan.start, plan.days * DAY_MS))])];
  for (const date of dates.sort()) {
    const day = ordinary.indexOf(date);
    const made = day < 0 ? [] : ordinaryOf(plan, day, regulars);
    for (const [on, messages] of Map.groupBy(made, ({ at }) => dateOf(at))) {
      waiting.set(on, [...(waiting.get(on) ?? []), ...messages]);
    }
    const messages = waiting.get(date) ?? [];
    waiting.delete(date);
    if (messages.length > 0) yield { date, messages: messages.toSorted((one, other) => one.at - other.at) };
  }
}

const dateOf = (at: EpochMs): string => isoInstant(at).slice(0, 10);

/** What happens to those to whom something does, by day; the others are seen for nothing now and then. */
function coursesOf({ seed, days, start }: HospitalPlan, registered: readonly Registered[]) {
  const random = streamOf(seed, STREAM.courses);
  const messages: DayMessage[] = [];
  const regulars: Registered[] = [];
  for (const [index, patient] of registered.entries()) {
    const story = courseFor(patient.laboratory, index, random);
    if (story === undefined) regulars.push(patient);
    else {
      const day = plusMs(start, random.whole(0, days - 1) * DAY_MS);
      messages.push(...tellStory(story, patient.person, day, random));
    }
  }
  return { told: Map.groupBy(messages, ({ at }) => dateOf(at)), regulars };
}

/** One patient in five has one, beginning with the first, so that the smallest hospital has something to page. */
function courseFor(laboratory: Laboratory, index: number, random: Random): Story | undefined {
  if (index % ONE_COURSE_IN !== 0) return undefined;
  const courses = COURSES.filter((course) => course.laboratory === laboratory);
  const course = courses[random.whole(0, courses.length - 1)];
  return course && { ...course, id: `C${String(index).padStart(5, '0')}` };
}

function ordinaryOf(
  { seed, patients, start }: HospitalPlan,
  day: number,
  regulars: readonly Registered[],
): readonly DayMessage[] {
  const random = streamOf(seed, STREAM.days + day);
  const count = Math.max(1, Math.round(patients * MESSAGES_SHARE));
  const others = Math.max(1, patients - Math.ceil(patients / ONE_REGISTERED_IN));
  const regularsOf = (laboratory: Laboratory) =>
    regulars.filter((patient) => patient.laboratory === laboratory).map(({ person }) => person);
  const byLaboratory = new Map([
    [RIVERSIDE, regularOr(regularsOf(RIVERSIDE), otherPatient(seed, others))],
    [NORTHMOOR, regularOr(regularsOf(NORTHMOOR), otherPatient(seed, others))],
  ]);
  return ordinaryMessages(
    {
      count,
      dayStart: plusMs(start, day * DAY_MS),
      controlIdOf: (number) => `G${day}-${number}`,
      whom: (laboratory, source) =>
        byLaboratory.get(laboratory)?.(laboratory, source) ?? otherPatient(seed, others)(laboratory, source),
    },
    random,
  );
}

/** Somebody of the hospital without a known cancer; the same number has the same birth date each time. */
function otherPatient(seed: number, others: number) {
  return (laboratory: Laboratory, random: Random): Person => {
    const index = random.whole(0, others - 1);
    const born = birthDate(streamOf(seed * 31 + index, STREAM.others), 1936, 2004);
    return personOf(idOf(laboratory, 8, index), born);
  };
}

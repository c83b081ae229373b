import type { EpochMs } from '../../../shared/clinical/instant.ts';
import { HOUR_MS, plusMs } from '../../../shared/clinical/instant.ts';

/** Every text that is planted begins so, and names the place where it lay: ZZPHIPID5C1 is PID-5.1. */
export const STEM = 'ZZPHI';

/** What cannot hold a text, and is told from anything else by its digits: a birth date, a value. */
export const BIRTH_DATES = ['19311129', '1931-11-29'] as const;
export const VALUE = '14.0137';

export type PlantedMessage = {
  /** Such as 'ORU^R01', or 'ORU^R01 OBX-6' where the planted text took the place of what decides. */
  readonly name: string;
  readonly bytes: Uint8Array;
};

/** What a message needs in order to be understood, by field or by field and component: OBX-3 is all of it, OBX-3.1 the first. */
type Needed = ReadonlyMap<string, string>;
type SegmentPlan = { readonly id: string; readonly needed: Needed };

/** How many fields HL7 v2.8.2 gives a segment; a few more are planted, as laboratories do. */
const FIELDS: Readonly<Record<string, number>> = {
  MSH: 25,
  EVN: 7,
  PID: 40,
  PD1: 23,
  NK1: 41,
  MRG: 7,
  PV1: 54,
  PV2: 51,
  AL1: 6,
  DG1: 26,
  IN1: 55,
  PRB: 28,
  ORC: 38,
  OBR: 55,
  OBX: 33,
  NTE: 9,
  SPM: 35,
  TXA: 28,
};
const MORE_FIELDS = 2;
const COMPONENTS = 4;

const stamp = (at: EpochMs) => `${new Date(at).toISOString().replaceAll(/\D/g, '').slice(0, 14)}+0000`;

/** Every type of message that is read, and two that are not, each with text planted wherever it can lie. */
function plansOf(now: EpochMs): ReadonlyMap<string, readonly SegmentPlan[]> {
  const collected = stamp(plusMs(now, -HOUR_MS));
  const plan = (id: string, needed: Record<string, string> = {}): SegmentPlan => ({
    id,
    needed: new Map(Object.entries(needed)),
  });
  const header = (code: string, event: string) =>
    plan('MSH', {
      'MSH-4': 'EAST',
      'MSH-7': stamp(now),
      'MSH-9': `${code}^${event}`,
      'MSH-11': 'P',
      'MSH-12': '2.5.1',
      'MSH-18': '',
    });
  const patient = plan('PID', { 'PID-1': '1', 'PID-3.4': 'EAST', 'PID-3.5': 'MR', 'PID-7': BIRTH_DATES[0] });
  const calcium = plan('OBX', {
    'OBX-1': '1',
    'OBX-2': 'NM',
    'OBX-3.1': '17861-6',
    'OBX-3.3': 'LN',
    'OBX-5': VALUE,
    'OBX-6': 'mg/dL',
    'OBX-7': '8.6-10.3',
    'OBX-8': 'HH',
    'OBX-11': 'F',
    'OBX-14': collected,
  });
  const order = plan('OBR', { 'OBR-1': '1', 'OBR-7': collected, 'OBR-22': stamp(now), 'OBR-25': 'F' });
  const comment = plan('NTE');
  const diagnosis = plan('DG1', {
    'DG1-1': '1',
    'DG1-3.1': 'C34.1',
    'DG1-3.3': 'I10',
    'DG1-5': '20250210',
    'DG1-6': 'F',
    'DG1-21': '',
  });
  const problem = plan('PRB', {
    'PRB-1': 'AD',
    'PRB-2': stamp(now),
    'PRB-3.1': 'C50.9',
    'PRB-3.3': 'I10',
    'PRB-7': '20250210',
  });
  const absorbed = plan('MRG', { 'MRG-1.1': `${STEM}MRG1C1`, 'MRG-1.4': 'EAST', 'MRG-1.5': 'MR' });
  const visit = [plan('PV1'), plan('PV2')];
  const results = [plan('ORC'), order, comment, calcium, comment, plan('SPM')];
  const admission = [
    plan('EVN'),
    patient,
    plan('PD1'),
    plan('NK1'),
    ...visit,
    plan('AL1'),
    diagnosis,
    plan('IN1'),
  ];
  return new Map([
    ['ADT^A08', [header('ADT', 'A08'), ...admission]],
    ['PPR^PC1', [header('PPR', 'PC1'), patient, ...visit, problem, comment]],
    ['ORU^R01', [header('ORU', 'R01'), patient, plan('PD1'), comment, plan('NK1'), ...visit, ...results]],
    ['ADT^A40', [header('ADT', 'A40'), plan('EVN'), patient, absorbed]],
    ['MDM^T02', [header('MDM', 'T02'), plan('EVN'), patient, ...visit, plan('TXA'), calcium]],
    ['ORM^O01', [header('ORM', 'O01'), patient, ...visit, plan('ORC'), order, calcium]],
  ]);
}

/** Each type with everything planted that leaves it understandable; then, one by one, with what decides planted too. */
export function plantedMessages(now: EpochMs): readonly PlantedMessage[] {
  const plans = [...plansOf(now)];
  const whole = plans.map(([name, segments]) => ({ name, bytes: messageOf(segments) }));
  const oneByOne = plans.flatMap(([name, segments]) =>
    [...new Set(segments.flatMap(({ needed }) => [...needed.keys()]))].map((place) => ({
      name: `${name} ${place}`,
      bytes: messageOf(segments.map((segment) => without(segment, place))),
    })),
  );
  return [...whole, ...oneByOne, ...notMessages(whole)];
}

/** What is in no field: before, between and behind segments, in a batch's envelope, in what is no message. */
function notMessages(whole: readonly PlantedMessage[]): readonly PlantedMessage[] {
  const [first] = whole;
  const text = Buffer.from(first?.bytes ?? []).toString();
  const odd: Readonly<Record<string, string>> = {
    'no message': `${STEM}NOTHING`,
    'a segment without a name': `${text}${STEM}SEGMENT|${STEM}SEGMENT1\r`,
    'a line between segments': text.replace('\rPID', `\r${STEM}LINE\rPID`),
    'separators that cannot be used': `MSH|${STEM}|${STEM}MSH3|EAST|\r`,
    'an escape without an end': text.replace(`${STEM}PID5C1`, `${STEM}PID5C1\\X${STEM}`),
    'lines that look like frames of an error': text.replace(
      `${STEM}PID9C1`,
      `${STEM}PID9C1\n    at ${STEM}FRAME (a:1:1)\n`,
    ),
    'a batch': `FHS|^~\\&|${STEM}FHS3|${STEM}FHS4\rBHS|^~\\&|${STEM}BHS3\r${text}BTS|9|${STEM}BTS2\rFTS|9\r`,
  };
  return Object.entries(odd).map(([name, sent]) => ({ name, bytes: Buffer.from(sent) }));
}

function without({ id, needed }: SegmentPlan, place: string): SegmentPlan {
  return { id, needed: new Map([...needed].filter(([other]) => other !== place)) };
}

function messageOf(segments: readonly SegmentPlan[]): Uint8Array {
  return Buffer.from(`${segments.map(segmentText).join('\r')}\r`);
}

function segmentText({ id, needed }: SegmentPlan): string {
  const [first, count] =
    id === 'MSH' ? [3, (FIELDS.MSH ?? 0) + MORE_FIELDS] : [1, (FIELDS[id] ?? 0) + MORE_FIELDS];
  const fields = Array.from({ length: count - first + 1 }, (_, index) =>
    fieldText(id, first + index, needed),
  );
  return [id === 'MSH' ? 'MSH|^~\\&' : id, ...fields].join('|');
}

/** Components, the last of which has two subcomponents, and a second repetition. */
function fieldText(id: string, field: number, needed: Needed): string {
  const place = `${id}-${field}`;
  const all = needed.get(place);
  if (all !== undefined) return all;
  const components = Array.from({ length: COMPONENTS + 1 }, (_, index) => {
    const planted = `${STEM}${id}${field}C${index + 1}`;
    return (
      needed.get(`${place}.${index + 1}`) ?? (index < COMPONENTS - 1 ? planted : `${planted}&${planted}S2`)
    );
  });
  return id === 'MSH' ? components.join('^') : `${components.join('^')}~${STEM}${id}${field}R2`;
}

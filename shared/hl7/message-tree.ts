import { elementText, type Segment } from './segment.ts';

/** One OBX with the notes under it. */
export type ObservationNode = {
  readonly obx: Segment;
  /** 1 for the first OBX of the message. */
  readonly position: number;
  readonly notes: readonly Segment[];
};

/** One OBR (none: OBX that came without) with its results and specimens. */
export type OrderNode = {
  readonly obr: Segment | undefined;
  readonly observations: readonly ObservationNode[];
  readonly specimens: readonly Segment[];
};

/** What belongs to one PID. */
export type PatientNode = {
  readonly pid: Segment | undefined;
  readonly merges: readonly Segment[];
  readonly diagnoses: readonly Segment[];
  readonly orders: readonly OrderNode[];
};

type Order = { obr: Segment | undefined; observations: Observation[]; specimens: Segment[]; closed: boolean };
type Observation = { obx: Segment; position: number; notes: Segment[] };
type Patient = { pid: Segment | undefined; merges: Segment[]; diagnoses: Segment[]; orders: Order[] };

/** Where reading is: what the next segment belongs to. */
type Place = {
  readonly patients: Patient[];
  patient: Patient;
  order: Order | undefined;
  /** The specimen that came before its orders (OUL^R22, R23) and holds for the orders after it. */
  leadingSpecimen: Segment | undefined;
  notesOf: Observation | undefined;
  position: number;
  readonly specimensFirst: boolean;
};

/**
 * Segments → patients → orders → observations, each segment with the nearest PID, OBR or OBX before it, in one pass.
 * An OBX after SPM describes the specimen and is no result, unless that SPM came before any OBX of its order: results
 * must not be lost to a sender who puts it there. In OUL^R24 specimens come first and nothing but the order's results
 * follows for certain, so there every OBX is a result.
 */
export function messageTree(segments: readonly Segment[], event: string): readonly PatientNode[] {
  const patient = newPatient(undefined);
  const place: Place = {
    patients: [patient],
    patient,
    order: undefined,
    leadingSpecimen: undefined,
    notesOf: undefined,
    position: 0,
    specimensFirst: event === 'R24',
  };
  for (const segment of segments) STEPS.get(segment.id)?.(place, segment);
  return place.patients.filter(hasContent);
}

type Step = (place: Place, segment: Segment) => void;

const STEPS: ReadonlyMap<string, Step> = new Map<string, Step>([
  ['PID', onPatient],
  ['MRG', (place, segment) => place.patient.merges.push(segment)],
  ['DG1', onDiagnosis],
  ['PRB', onDiagnosis],
  ['ORC', endNotes],
  ['OBR', onOrder],
  ['SPM', onSpecimen],
  ['OBX', onObservation],
  ['NTE', (place, segment) => place.notesOf?.notes.push(segment)],
]);

function onPatient(place: Place, segment: Segment): void {
  endNotes(place);
  place.patient = newPatient(segment);
  place.patients.push(place.patient);
  place.order = undefined;
  place.leadingSpecimen = undefined;
}

function onDiagnosis(place: Place, segment: Segment): void {
  endNotes(place);
  place.patient.diagnoses.push(segment);
}

function onOrder(place: Place, segment: Segment): void {
  endNotes(place);
  openOrder(place, segment);
}

function onSpecimen(place: Place, segment: Segment): void {
  endNotes(place);
  const { order, leadingSpecimen } = place;
  if (order === undefined || leadingSpecimen !== undefined) {
    place.leadingSpecimen = segment;
    place.order = undefined;
    return;
  }
  order.specimens.push(segment);
  order.closed = order.observations.length > 0 && !place.specimensFirst;
}

function onObservation(place: Place, segment: Segment): void {
  place.position += 1;
  place.notesOf = undefined;
  if (place.order === undefined && place.leadingSpecimen !== undefined) return;
  const order = place.order ?? openOrder(place, undefined);
  if (order.closed) return;
  const observation: Observation = { obx: segment, position: place.position, notes: [] };
  order.observations.push(observation);
  place.notesOf = observation;
}

function openOrder(place: Place, obr: Segment | undefined): Order {
  const specimens = place.leadingSpecimen === undefined ? [] : [place.leadingSpecimen];
  const order: Order = { obr, observations: [], specimens, closed: false };
  place.patient.orders.push(order);
  place.order = order;
  return order;
}

function endNotes(place: Place): void {
  place.notesOf = undefined;
}

function newPatient(pid: Segment | undefined): Patient {
  return { pid, merges: [], diagnoses: [], orders: [] };
}

function hasContent({ pid, merges, diagnoses, orders }: Patient): boolean {
  return pid !== undefined || merges.length + diagnoses.length + orders.length > 0;
}

/** Roles of a specimen that is no patient's (SPM-11, HL7 table 0369): blind, calibration, control and proficiency. */
const NO_PATIENT_SPECIMEN = new Set(['B', 'C', 'E', 'F', 'O', 'Q', 'V']);

/** Whether every specimen of an order is one of quality control: then its results are nobody's. */
export function isQualityControl({ specimens }: OrderNode): boolean {
  return (
    specimens.length > 0 && specimens.every((specimen) => NO_PATIENT_SPECIMEN.has(elementText(specimen, 11)))
  );
}

import { triplets } from './coded.ts';
import { type Dtm, type DtmDefaults, readDtm } from './dtm.ts';
import type { Observation } from './message.ts';
import type { ObservationNode, OrderNode } from './message-tree.ts';
import {
  componentText,
  elementText,
  field,
  fieldText,
  identifierText,
  repetitionText,
  type Segment,
  withoutNull,
} from './segment.ts';

/** What the message itself gives to every observation in it. */
export type MessageTimes = DtmDefaults & { readonly sentAt: Dtm | undefined };

/** The observations of one order, with what its OBR and SPM say of them. */
export function observationsOf(order: OrderNode, times: MessageTimes): readonly Observation[] {
  const { obr } = order;
  const [specimen] = order.specimens;
  const shared = {
    orderStatus: elementText(obr, 25),
    order: identifierText(obr, 3) || identifierText(obr, 2),
    specimen: identifierText(specimen, 2) || undefined,
    reportedAt: (readDtm(elementText(obr, 22), times) ?? times.sentAt)?.at,
  };
  const drawn = firstDay([
    ['OBR-7', readDtm(elementText(obr, 7), times)],
    ['SPM-17', readDtm(elementText(specimen, 17), times)],
    ['OBR-22', readDtm(elementText(obr, 22), times)],
  ]);
  const seen = new Map<string, number>();
  return order.observations.map((node) => {
    const code = fieldText(node.obx, 3);
    const occurrence = (seen.get(code) ?? 0) + 1;
    seen.set(code, occurrence);
    const observed = firstDay([['OBX-14', readDtm(elementText(node.obx, 14), times)]]);
    return { ...shared, ...observationText(node), occurrence, collected: observed ?? drawn };
  });
}

function observationText({ obx, notes, position }: ObservationNode) {
  return {
    codes: triplets(obx, 3),
    valueType: elementText(obx, 2),
    values: valuesOf(obx),
    units: triplets(obx, 6),
    referenceRange: fieldText(obx, 7),
    abnormalFlags: firstComponents(obx, 8),
    status: elementText(obx, 11),
    subId: fieldText(obx, 4),
    notes: notes.flatMap(noteLines),
    position,
  };
}

function valuesOf(obx: Segment): readonly (readonly string[])[] {
  return field(obx, 5).map((repetition) =>
    repetition.map((_, index) => componentText(obx, repetition, index + 1)),
  );
}

function firstComponents(segment: Segment, number: number): readonly string[] {
  return field(segment, number)
    .map((repetition) => withoutNull(componentText(segment, repetition, 1)))
    .filter((text) => text !== '');
}

function noteLines(nte: Segment): readonly string[] {
  return field(nte, 3)
    .map((repetition) => repetitionText(nte, repetition))
    .filter((text) => text !== '');
}

/** The first time that names a day at least: a year or a month says nothing of when blood was drawn. */
function firstDay<From extends string>(
  times: readonly (readonly [from: From, time: Dtm | undefined])[],
): { readonly at: Dtm['at']; readonly from: From } | undefined {
  for (const [from, time] of times) {
    if (time !== undefined && time.precision !== 'year' && time.precision !== 'month') {
      return { at: time.at, from };
    }
  }
  return undefined;
}

import { Hl7Message } from '@medplum/core';
import { EmptyNode, Message } from 'node-hl7-client';
import { decodeMessage } from '../../shared/hl7/charset.ts';
import { parseSegments } from '../../shared/hl7/hl7-standard-adapter.ts';
import { componentText, fieldText, type Segment } from '../../shared/hl7/segment.ts';
import { segmentLines } from '../../shared/hl7/segments.ts';
import { configSchema } from '../../shared/runtime/config.ts';
import { UnprocessableMessageError } from '../../shared/runtime/errors.ts';

/** One OBX as text: code, name, value of the first repetition's first component, first component of the unit. */
export type ReadObx = {
  readonly code: string;
  readonly name: string;
  readonly value: string;
  readonly unit: string;
};

/** What a reader makes of a message, or why it makes nothing of it. */
export type Reading = {
  readonly controlId: string;
  readonly patientId: string;
  readonly observations: readonly ReadObx[];
};
export type Reader = (bytes: Uint8Array) => Reading | { readonly refused: string };

const caps = configSchema.shape.caps.parse({});

/** Our reader up to where the meaning of segments begins: these are all OBX, those of specimens and controls too. */
export const readOurs: Reader = (bytes) => {
  try {
    const segments = parseSegments(segmentLines(decodeMessage(bytes).text, caps));
    const first = (id: string) => segments.find((segment) => segment.id === id);
    return {
      controlId: element(first('MSH'), 10, 1),
      patientId: element(first('PID'), 3, 1),
      observations: segments
        .filter(({ id }) => id === 'OBX')
        .map((obx) => ({
          code: element(obx, 3, 1),
          name: element(obx, 3, 2),
          value: element(obx, 5, 1),
          unit: element(obx, 6, 1),
        })),
    };
  } catch (error) {
    if (error instanceof UnprocessableMessageError) return { refused: error.reason };
    throw error;
  }
};

function element(segment: Segment | undefined, number: number, component: number): string {
  if (segment === undefined) return '';
  const [first = []] = segment.fields[number - 1] ?? [];
  return first.length === 0 ? fieldText(segment, number) : componentText(segment, first, component);
}

export const readByMedplum: Reader = (bytes) =>
  orRefused(() => {
    const message = Hl7Message.parse(decodeMessage(bytes).text);
    return {
      controlId: message.getSegment('MSH')?.getComponent(10, 1) ?? '',
      patientId: message.getSegment('PID')?.getComponent(3, 1) ?? '',
      observations: message.getAllSegments('OBX').map((obx) => ({
        code: obx.getComponent(3, 1),
        name: obx.getComponent(3, 2),
        value: obx.getComponent(5, 1),
        unit: obx.getComponent(6, 1),
      })),
    };
  });

export const readByNodeHl7Client: Reader = (bytes) =>
  orRefused(() => {
    const message = new Message({ text: decodeMessage(bytes).text });
    const observations: ReadObx[] = [];
    const sent = message.get('OBX');
    if (!(sent instanceof EmptyNode))
      sent.forEach((obx) => {
        const at = (path: string): string => obx.get(path).toString();
        observations.push({ code: at('3.1'), name: at('3.2'), value: at('5.1'), unit: at('6.1') });
      });
    return {
      controlId: message.get('MSH.10').toString(),
      patientId: message.get('PID.3.1').toString(),
      observations,
    };
  });

function orRefused(read: () => Reading): Reading | { readonly refused: string } {
  try {
    return read();
  } catch (error) {
    return { refused: error instanceof Error ? error.message : 'unknown' };
  }
}

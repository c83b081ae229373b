import type HL7 from 'hl7-standard';
import { decodeMessage } from '../../shared/hl7/charset.ts';
import type { Reader } from '../differential/readings.ts';

/** Who else reads HL7 v2 in JavaScript; `reader` loads it, in the process that measures it. */
export type Peer = { readonly name: string; readonly reader: () => Promise<Reader> };

/**
 * All are asked for the same: bytes in; control id, patient, and of every OBX the code, name, value and unit out.
 * A parser alone would not do: node-hl7-client parses a segment only once it is asked for.
 */
export const PEER_READERS: ReadonlyMap<string, Peer> = new Map([
  [
    'medplum',
    {
      name: '@medplum/core',
      reader: async () => (await import('../differential/readings.ts')).readByMedplum,
    },
  ],
  [
    'node-hl7-client',
    {
      name: 'node-hl7-client',
      reader: async () => (await import('../differential/readings.ts')).readByNodeHl7Client,
    },
  ],
  ['simple-hl7', { name: 'simple-hl7', reader: simpleHl7Reader }],
  ['hl7-standard', { name: 'bare hl7-standard', reader: hl7StandardReader }],
]);

async function simpleHl7Reader(): Promise<Reader> {
  const { Parser } = await import('simple-hl7');
  return (bytes) => {
    const message = new Parser().parse(decodeMessage(bytes).text);
    return {
      controlId: message.header.getField(8),
      patientId: message.getSegment('PID')?.getComponent(3, 1) ?? '',
      observations: message.getSegments('OBX').map((obx) => ({
        code: obx.getComponent(3, 1),
        name: obx.getComponent(3, 2),
        value: obx.getComponent(5, 1),
        unit: obx.getComponent(6, 1),
      })),
    };
  };
}

async function hl7StandardReader(): Promise<Reader> {
  const { default: Parser } = await import('hl7-standard');
  return (bytes) => {
    const parser = new Parser(decodeMessage(bytes).text);
    parser.transform();
    const { MSH = [], PID = [], OBX = [] } = parser.transformed;
    return {
      controlId: textIn(MSH[0], 10, 1),
      patientId: textIn(PID[0], 3, 1),
      observations: OBX.map((obx) => ({
        code: textIn(obx, 3, 1),
        name: textIn(obx, 3, 2),
        value: textIn(obx, 5, 1),
        unit: textIn(obx, 6, 1),
      })),
    };
  };
}

/** Neither repetitions nor subcomponents: the measured messages have none. */
export function textIn(segment: HL7.Segment | undefined, field: number, component: number): string {
  const path = `${segment?.type}.${field}`;
  const content = segment?.data[path] ?? '';
  if (typeof content === 'string') return component === 1 ? content : '';
  const text = (content as HL7.Repetition)[`${path}.${component}`];
  return typeof text === 'string' ? text : '';
}

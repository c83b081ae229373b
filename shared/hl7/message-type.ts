/** What a message type brings (MSH-9.1 and MSH-9.2; HL7 v2.5.1 ch. 3, 7, 12 and 15). */
export type MessageKind = 'results' | 'diagnoses' | 'merge' | 'unlink';

const RESULT_EVENTS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  // An ORU without an event is one of v2.1 and v2.2, where R01 was the only one.
  ['ORU', new Set(['', 'R01', 'R03', 'R30', 'R32'])],
  ['OUL', new Set(['R21', 'R22', 'R23', 'R24'])],
]);

/** Events whose structure carries DG1 for a patient who is or becomes one: none that cancels or deletes. */
const DIAGNOSIS_EVENTS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['ADT', new Set(['A01', 'A03', 'A04', 'A05', 'A06', 'A07', 'A08', 'A28', 'A31'])],
  ['PPR', new Set(['PC1', 'PC2', 'PC3'])],
  ['PGL', new Set(['PC6', 'PC7', 'PC8'])],
]);

/** The patient of PID-3 survives, that of MRG-1 (A24: of the second PID) is absorbed. */
const MERGE_EVENTS = new Set(['A18', 'A24', 'A30', 'A34', 'A35', 'A36', 'A39', 'A40']);

/** Message types that are themselves answers. */
const ACKNOWLEDGEMENTS = new Set(['ACK', 'MCF', 'NAK', 'ORA']);

/** What is read of a message of this type; undefined = it is not read at all. */
export function kindOf(code: string, event: string): MessageKind | undefined {
  if (RESULT_EVENTS.get(code)?.has(event)) return 'results';
  if (DIAGNOSIS_EVENTS.get(code)?.has(event)) return 'diagnoses';
  if (code !== 'ADT') return undefined;
  if (event === 'A37') return 'unlink';
  return MERGE_EVENTS.has(event) ? 'merge' : undefined;
}

/** Whether a message of this type is read; of any other the fate is ignored('message-type'). */
export function isReadType(code: string, event: string): boolean {
  return kindOf(code, event) !== undefined;
}

/** An acknowledgement is never acknowledged and never read. */
export function isAcknowledgement(code: string): boolean {
  return ACKNOWLEDGEMENTS.has(code);
}

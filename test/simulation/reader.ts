import type { ReadMessage } from '../../shared/hl7/message.ts';
import { readDecodedMessage } from '../../shared/hl7/read-message.ts';

export type Reader = typeof readDecodedMessage;

/** The reader; unless it reads every time, what it once understood of a text is remembered for a run. */
export function createReader(readsEveryTime: boolean): Reader {
  if (readsEveryTime) return readDecodedMessage;
  const remembered = new Map<string, ReadMessage>();
  return (decoded, context) => {
    const read = remembered.get(decoded.text) ?? readDecodedMessage(decoded, context);
    remembered.set(decoded.text, read);
    return read;
  };
}

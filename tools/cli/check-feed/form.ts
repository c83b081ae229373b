import { trimFrame } from '../../../shared/hl7/line-ends.ts';
import type { Examined } from './examine.ts';
import { type Counted, createTally } from './tally.ts';

/** How messages are written. */
export type FormReport = {
  /** As the WHATWG Encoding Standard names them. */
  readonly encodings: readonly Counted[];
  /** MSH-18. */
  readonly declared: readonly Counted[];
  /** Nobody named the encoding, or the one named cannot have made these bytes. */
  readonly guessed: number;
  readonly lineEnds: readonly Counted[];
  /** MSH-1 and MSH-2. */
  readonly separators: readonly Counted[];
};

export type Form = { readonly add: (examined: Examined) => void; readonly report: () => FormReport };

export function createForm(): Form {
  const [encodings, declared, lineEnds, separators] = [
    createTally(),
    createTally(),
    createTally(),
    createTally(),
  ];
  let guessed = 0;
  return {
    add: ({ decoded, header }) => {
      encodings.add(decoded.encoding);
      declared.add(header?.asSent[17] || '(empty)');
      if (decoded.guessed) guessed += 1;
      lineEnds.add(lineEndsOf(decoded.text));
      separators.add(header === undefined ? '(no MSH)' : header.asSent.slice(0, 2).join(''));
    },
    report: () => ({
      encodings: encodings.ranked(),
      declared: declared.ranked(),
      guessed,
      lineEnds: lineEnds.ranked(),
      separators: separators.ranked(),
    }),
  };
}

/** What ends the segments; the end of the message itself, which a frame may have added, does not count. */
function lineEndsOf(text: string): string {
  const body = trimFrame(text);
  const withoutPairs = body.replaceAll('\r\n', '');
  const found = [
    body.includes('\r\n') ? 'CRLF' : '',
    withoutPairs.includes('\r') ? 'CR' : '',
    withoutPairs.includes('\n') ? 'LF' : '',
  ].filter((end) => end !== '');
  return found.join(' + ') || 'none';
}

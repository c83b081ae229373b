import { parseSegments } from '../../../shared/hl7/hl7-standard-adapter.ts';
import { field, withoutNull } from '../../../shared/hl7/segment.ts';
import { segmentLines } from '../../../shared/hl7/segments.ts';
import type { Caps } from '../../../shared/runtime/config.ts';
import type { Examined } from './examine.ts';
import { type Counted, createTally } from './tally.ts';

/** By what the messages that were read name their patients. */
export type IdentifiersReport = {
  readonly usable: number;
  /** No repetition of PID-3 names a patient. */
  readonly missing: number;
  /** Only identifiers of the feed's list of placeholders. */
  readonly placeholder: number;
  /** Of those that were chosen. */
  readonly authorities: readonly Counted[];
  /** Authority and type (PID-3.4, PID-3.5) of every repetition in the first messages that were read. */
  readonly offered: readonly Counted[];
};

export type Identifiers = {
  readonly add: (examined: Examined) => void;
  readonly report: () => IdentifiersReport;
};

/** Messages parsed once more, to see all that PID-3 holds. */
const LOOKED_THROUGH = 200;

export function createIdentifiers(caps: Caps): Identifiers {
  const [authorities, offered] = [createTally(), createTally()];
  const counts = { usable: 0, missing: 0, placeholder: 0 };
  let lookedThrough = 0;
  return {
    add: ({ read, decoded }) => {
      if (read === undefined) return;
      for (const { identifier, identifierFault } of read.patients) {
        if (identifierFault !== undefined) counts[identifierFault] += 1;
        if (identifier === undefined) continue;
        counts.usable += 1;
        authorities.add(identifier.authority || '(empty)');
      }
      if (lookedThrough >= LOOKED_THROUGH) return;
      lookedThrough += 1;
      for (const kind of kindsIn(decoded.text, caps)) offered.add(kind);
    },
    report: () => ({ ...counts, authorities: authorities.ranked(), offered: offered.ranked() }),
  };
}

/** Only of messages that were read before, so it does not throw. */
function kindsIn(text: string, caps: Caps): readonly string[] {
  return parseSegments(segmentLines(text, caps))
    .filter(({ id }) => id === 'PID')
    .flatMap((pid) => field(pid, 3))
    .map((repetition) => {
      const [authority = '', type = ''] = [repetition[3]?.[0], repetition[4]?.[0]].map((part) =>
        withoutNull(part ?? ''),
      );
      return `${authority || '(no authority)'} ${type || '(no type)'}`;
    });
}

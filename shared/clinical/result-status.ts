import type { FeedUnderstanding } from './code-map.ts';
import type { ResultStatus } from './fact.ts';
import { isBlank } from './number-text.ts';

/** HL7 table 0085, and for an empty OBX-11 table 0123, as far as they are judged or stored. */
const STATUS_OF = new Map<string, ResultStatus>([
  ['P', 'P'],
  ['R', 'R'],
  ['S', 'S'],
  ['U', 'U'],
  ['F', 'F'],
  ['C', 'C'],
  ['X', 'X'],
  ['D', 'D'],
  ['W', 'W'],
]);
const NOTHING_TO_JUDGE = new Set(['I', 'O', 'N']);
/** OBR-25 A says that some results of the order are there: of one that came, no more than preliminary is certain. */
const PARTIAL_ORDER = 'A';

/**
 * OBX-11, else OBR-25, else what the feed says of empty ones. `ignored` = no result yet or none meant (I, O, N);
 * undefined = not a status this project knows.
 */
export function resultStatus(
  observed: { readonly status: string; readonly orderStatus: string },
  emptyStatus: FeedUnderstanding['emptyStatus'],
): ResultStatus | 'ignored' | undefined {
  if (!isBlank(observed.status)) return statusNamed(observed.status);
  if (isBlank(observed.orderStatus)) return emptyStatus;
  return observed.orderStatus.trim().toUpperCase() === PARTIAL_ORDER
    ? 'P'
    : statusNamed(observed.orderStatus);
}

function statusNamed(text: string): ResultStatus | 'ignored' | undefined {
  const code = text.trim().toUpperCase();
  return NOTHING_TO_JUDGE.has(code) ? 'ignored' : STATUS_OF.get(code);
}

/** D, W and X: there is no value (any more), whatever OBX-5 still holds. */
export function isWithdrawn(status: ResultStatus): boolean {
  return status === 'D' || status === 'W' || status === 'X';
}

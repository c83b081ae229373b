import { analyteOf } from '../../../shared/clinical/analyte-table.ts';
import type { IgnoredReason } from '../../../shared/intake/fate.ts';
import type { Examined } from './examine.ts';
import { isNamesake } from './may-be-calcium.ts';

/** How often something was lost, and where first. */
export type Loss = { readonly name: string; readonly count: number; readonly where: string };

/** What of the samples would not be judged. */
export type LossesReport = {
  /** Values of calcium or albumin set aside: `<reason> <loinc>`. */
  readonly values: readonly Loss[];
  /** Messages in quarantine in which something watched is seen: by reason. */
  readonly watchedMessages: readonly Loss[];
  /** Messages in quarantine in which nothing watched is seen: by reason. */
  readonly otherMessages: readonly Loss[];
  /** Messages with something watched of a type that is not read: by type. */
  readonly unreadTypes: readonly Loss[];
  /** Messages with something watched, ignored for placeholder identifiers or as tests: by reason. */
  readonly ignored: readonly Loss[];
};

export type Losses = {
  readonly add: (examined: Examined, where: string) => void;
  readonly report: () => LossesReport;
};

export function createLosses(): Losses {
  const [values, watchedMessages, otherMessages] = [createLost(), createLost(), createLost()];
  const [unreadTypes, ignored] = [createLost(), createLost()];

  function addIgnored(reason: IgnoredReason, { header }: Examined, where: string): void {
    if (reason === 'message-type') unreadTypes.add(`${header?.code ?? ''}^${header?.event ?? ''}`, where);
    if (reason === 'placeholder-identifier' || reason === 'test') ignored.add(reason, where);
  }

  return {
    add: (examined, where) => {
      for (const { understood } of examined.observations) {
        if (understood.is === 'value-quarantined')
          values.add(`${understood.reason} ${understood.loinc}`, where);
      }
      const { fate } = examined;
      const mayHoldCalcium = holdsCalcium(examined);
      if (fate.is === 'quarantined' && !isOfValues(fate.reason)) {
        (mayHoldCalcium ? watchedMessages : otherMessages).add(fate.reason, where);
      }
      if (fate.is === 'ignored' && mayHoldCalcium) addIgnored(fate.reason, examined, where);
    },
    report: () => ({
      values: values.all(),
      watchedMessages: watchedMessages.all(),
      otherMessages: otherMessages.all(),
      unreadTypes: unreadTypes.all(),
      ignored: ignored.all(),
    }),
  };
}

/** What was read says so itself; of what was not, anything that the scan would stop at is taken for calcium. */
function holdsCalcium({ read, observations, watched }: Examined): boolean {
  if (read === undefined) return watched > 0;
  return observations.some(({ observation: { codes, units }, understood }) => {
    if (understood.is === 'result' || understood.is === 'value-quarantined') {
      return isCalcium(understood.is === 'result' ? understood.result.loinc : understood.loinc);
    }
    const [{ code = '', text: name = '' } = {}] = codes;
    return (
      understood.is === 'unmapped-calcium' && !isNamesake({ code, name, unit: units[0]?.code ?? '' }, false)
    );
  });
}

/** Told of code by code. */
function isOfValues(reason: string): boolean {
  return reason === 'values-quarantined' || reason === 'unmapped-calcium';
}

/** Whether a value set aside is a calcium's: albumin only corrects. */
export function isCalcium(loinc: string): boolean {
  return analyteOf(loinc)?.analyte.startsWith('calcium-') === true;
}

function createLost() {
  const lost = new Map<string, { count: number; readonly where: string }>();
  return {
    add: (name: string, where: string): void => {
      const found = lost.get(name);
      if (found === undefined) lost.set(name, { count: 1, where });
      else found.count += 1;
    },
    all: (): readonly Loss[] => Array.from(lost, ([name, loss]) => ({ name, ...loss })),
  };
}

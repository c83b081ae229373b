import type { OperationsNotice } from '../../shared/alerting/publisher.ts';
import type { EpochMs } from '../../shared/clinical/instant.ts';
import type { Level } from '../../shared/clinical/level.ts';
import type { AlertKind, DrawJudgement, RaisedAlert, RuleId } from '../../shared/clinical/verdict.ts';
import type { DayMessage } from '../day/tell-story.ts';
import type { Happening, RecordedPage } from './recorder.ts';

/** A message of the day and all that came of it. */
export type Played = { readonly message: DayMessage; readonly happening: Happening };

/** An alert or notice that was raised, paged or only listed. */
export type RaisedEntry = {
  readonly at: EpochMs;
  readonly story: string | undefined;
  readonly alertId: string;
  readonly kind: AlertKind;
  readonly level: Level;
  readonly rule: RuleId;
  readonly patient: string;
  /** The grading value as it was measured, with its unit. */
  readonly calcium: string;
  /** Absent = on the worklist, on nobody's pager. */
  readonly paged: RecordedPage | undefined;
  readonly why: readonly string[];
};

/** A message of a story that raised nothing. */
export type SilentEntry = {
  readonly at: EpochMs;
  readonly story: string;
  readonly why: readonly string[];
};

export type Counts = {
  readonly received: number;
  readonly judged: number;
  readonly ignored: ReadonlyMap<string, number>;
  readonly quarantined: ReadonlyMap<string, number>;
  readonly valuesQuarantined: ReadonlyMap<string, number>;
};

/** The whole day, told: who was paged, what was not and why, and counts that add up. */
export type DayAccount = {
  readonly raised: readonly RaisedEntry[];
  readonly silent: readonly SilentEntry[];
  readonly notices: readonly OperationsNotice[];
  readonly counts: Counts;
};

export type Telling = {
  readonly alertIdOf: (raised: RaisedAlert) => string;
  readonly explain: (judgement: DrawJudgement) => readonly string[];
};

const IGNORED = new Map([
  ['test', 'marked as a test (MSH-11): acknowledged, never judged'],
  ['nothing-watched', 'nothing in it is watched'],
  ['message-type', 'not a type of message that is read'],
  ['acknowledgement', 'an acknowledgement'],
  ['placeholder-identifier', 'its patient number is one that stands for "no number"'],
]);

type Pages = ReadonlyMap<string, RecordedPage>;

/** By alert: the sweep may have published one while a later message was on its way. */
function pagesOf(day: readonly Played[]): Pages {
  return new Map(
    day.flatMap(({ happening }) => happening.pages.map((recorded) => [recorded.page.alertId, recorded])),
  );
}

function raisedEntries(
  { message, happening }: Played,
  pages: Pages,
  telling: Telling,
): readonly RaisedEntry[] {
  const entries = happening.verdicts.flatMap(({ at, raised }) =>
    raised.map((alert): [string, RaisedEntry] => {
      const alertId = telling.alertIdOf(alert);
      const { kind, alertLevel: level, rule, patient } = alert;
      const paged = pages.get(alertId);
      const why = telling.explain(alert);
      const calcium = `${alert.comparator === '=' ? '' : alert.comparator}${alert.value} ${alert.unit}`;
      return [
        alertId,
        { at, story: message.story, alertId, kind, level, rule, patient: patient.id, calcium, paged, why },
      ];
    }),
  );
  return [...new Map(entries).values()];
}

function fateReasons({ fates, notices }: Happening): readonly string[] {
  const told = notices.map(({ code, text }) => `operations told (${code}): ${text}`);
  const reasons = fates.flatMap((fate) => {
    if (fate.is === 'ignored')
      return [`ignored (${fate.reason}): ${IGNORED.get(fate.reason) ?? fate.reason}`];
    if (fate.is === 'quarantined') return [`quarantined (${fate.reason}): its bytes are kept`];
    return fate.valuesQuarantined.map((reason) => `value set aside (${reason})`);
  });
  return [...reasons, ...told];
}

const ALERTED_BEFORE = 'It was alerted before: nothing is raised twice.';

function newest(judgements: readonly DrawJudgement[]): DrawJudgement | undefined {
  return judgements.toSorted((one, other) => one.collectedAt - other.collectedAt).at(-1);
}

function judgementReasons({ verdicts }: Happening, { explain }: Telling): readonly string[] {
  const last = verdicts.at(-1);
  if (last === undefined) return [];
  if (!last.registered) return ['no cancer is known of this patient: the values are kept, nobody is paged'];
  const judgement = newest(last.judgements);
  if (judgement === undefined) return ['no value to judge'];
  return judgement.outcome === 'alerted' ? [...explain(judgement), ALERTED_BEFORE] : explain(judgement);
}

function silentEntries(played: Played, telling: Telling): readonly SilentEntry[] {
  const { message, happening } = played;
  const { story } = message;
  if (story === undefined || happening.verdicts.some(({ raised }) => raised.length > 0)) return [];
  return [
    { at: message.at, story, why: [...fateReasons(happening), ...judgementReasons(happening, telling)] },
  ];
}

function tally(reasons: readonly string[]): ReadonlyMap<string, number> {
  return new Map([...Map.groupBy(reasons, (reason) => reason)].map(([reason, all]) => [reason, all.length]));
}

function countsOf(day: readonly Played[]): Counts {
  const fates = day.flatMap(({ happening }) => happening.fates);
  return {
    received: day.length,
    judged: fates.filter((fate) => fate.is === 'judged').length,
    ignored: tally(fates.flatMap((fate) => (fate.is === 'ignored' ? [fate.reason] : []))),
    quarantined: tally(fates.flatMap((fate) => (fate.is === 'quarantined' ? [fate.reason] : []))),
    valuesQuarantined: tally(
      fates.flatMap((fate) => (fate.is === 'ignored' ? [] : (fate.valuesQuarantined ?? []))),
    ),
  };
}

/** Whether every message ended in exactly one of judged, ignored and quarantined. */
export function addsUp({ received, judged, ignored, quarantined }: Counts): boolean {
  const sum = [...ignored.values(), ...quarantined.values()].reduce((total, count) => total + count, judged);
  return sum === received;
}

export function accountOf(day: readonly Played[], telling: Telling): DayAccount {
  const pages = pagesOf(day);
  return {
    raised: day.flatMap((played) => raisedEntries(played, pages, telling)),
    silent: day.flatMap((played) => silentEntries(played, telling)),
    notices: day.flatMap(({ happening }) => happening.notices),
    counts: countsOf(day),
  };
}

import type { Chart } from '../chart/chart.ts';
import { isoInstant } from '../clinical/instant.ts';
import { type DeliveryDependencies, markOrLeave } from './deliver.ts';
import type { Outcome } from './mark-outcomes.ts';
import { byUrgency, type ClaimedAlert, type PagedTogether, pageOf, publishPage } from './publish-page.ts';
import type { Operations, OperationsNotice } from './publisher.ts';

/** Alerts of one chart that a sweep has claimed. */
export type ClaimedChart = { readonly chart: Chart; readonly alerts: readonly ClaimedAlert[] };

export type SendDueDependencies = DeliveryDependencies & {
  readonly operations: Operations;
  readonly pause: (ms: number) => Promise<void>;
};

/** So that no address gets more than ten e-mails within a second, those before them included. */
const BEFORE_TOGETHER_MS = 1_000;
const BETWEEN_MS = 125;

/**
 * Publishes and marks what a sweep has claimed, the most urgent first. What is more than its team can act upon goes out
 * together, one page for each level, kind and step, and is never held again; operations are told. Resolves to what became of it.
 */
export async function sendDue(
  dependencies: SendDueDependencies,
  charts: readonly ClaimedChart[],
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const tooMany = new Map<string, ClaimedAlert[]>();
  const due = charts.flatMap(({ alerts }) => alerts).sort(byUrgency);
  for (const alert of due) {
    const { team } = pageOf(dependencies, [alert]);
    const waiting = tooMany.get(team);
    if (waiting !== undefined) waiting.push(alert);
    else if (await dependencies.admitPage(team))
      outcomes.push(...(await send([alert], charts, dependencies)));
    else tooMany.set(team, [alert]);
  }
  if (tooMany.size === 0) return outcomes;
  await dependencies.pause(BEFORE_TOGETHER_MS);
  for (const alerts of togetherByPage(dependencies, [...tooMany.values()].flat().sort(byUrgency))) {
    outcomes.push(...(await send(alerts, charts, dependencies)));
    await dependencies.pause(BETWEEN_MS);
  }
  for (const team of tooMany.keys()) await tellOfHeld(team, dependencies);
  return outcomes;
}

/** In the order of the first alert of each. */
function togetherByPage(
  dependencies: Pick<DeliveryDependencies, 'composePage' | 'clock'>,
  alerts: readonly ClaimedAlert[],
): Iterable<PagedTogether> {
  const pages = new Map<string, [ClaimedAlert, ...ClaimedAlert[]]>();
  for (const alert of alerts) {
    const { team, level, kind, repeat, step, contacts } = pageOf(dependencies, [alert]);
    const key = JSON.stringify([team, level, kind, repeat, step, alert.escalation?.of, ...contacts]);
    const page = pages.get(key);
    if (page === undefined) pages.set(key, [alert]);
    else page.push(alert);
  }
  return pages.values();
}

/** Charts that are marked at once. */
const MARKED_AT_ONCE = 25;

async function send(
  alerts: PagedTogether,
  charts: readonly ClaimedChart[],
  dependencies: SendDueDependencies,
): Promise<readonly Outcome[]> {
  const outcomes = await publishPage(dependencies, alerts);
  const byId = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
  const concerned = charts.flatMap(({ chart, alerts: claimed }) => {
    const own = claimed.flatMap(({ id }) => byId.get(id) ?? []);
    return own.length === 0 ? [] : [{ chart, own }];
  });
  for (let first = 0; first < concerned.length; first += MARKED_AT_ONCE) {
    const some = concerned.slice(first, first + MARKED_AT_ONCE);
    await Promise.all(some.map(({ chart, own }) => markOrLeave(dependencies, chart, own)));
  }
  return outcomes;
}

async function tellOfHeld(
  team: string,
  { operations, clock, telemetry }: SendDueDependencies,
): Promise<void> {
  try {
    await operations.tell(pagesHeld(team, isoInstant(clock.now()).slice(0, 10)));
  } catch (error) {
    telemetry.error('operations-not-told', error);
  }
}

/** Told once a day and team, and again with every tenfold. */
function pagesHeld(team: string, day: string): OperationsNotice {
  return {
    code: 'PAGES_HELD',
    subject: `${team} ${day}`,
    text: 'A team has more pages than it can act upon: what is beyond its limit is sent together, each minute one page for each level and kind. Nothing is dropped. Telephone its supervisor now and agree who takes which, the critical ones first; then look for the cause (docs/operations.md, PagesStorm).',
  };
}

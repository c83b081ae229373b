import { type Chart, type ChartEntry, chartSchema } from '../../shared/chart/chart.ts';
import { storedFactSchema } from '../../shared/chart/stored-fact.ts';
import { levelRank } from '../../shared/clinical/level.ts';
import { DRAWS_APART_MS, type Message, patientAt, type Scenario, START } from './scenario.ts';
import { patientsTogether } from './together.ts';
import { keys, type World } from './world.ts';

/** What must hold when all is quiet, worked out from the scenario alone, without a look at how the charts work. */
export function findViolations(scenario: Scenario, world: World): readonly string[] {
  const charts = chartsOf(world);
  const groups = patientsTogether(scenario).map((members) => groupOf(scenario, charts, members));
  return [
    ...world.memory.violations,
    ...factsDiffer(scenario, world),
    ...groups.flatMap(groupIsCharted),
    ...groups.flatMap(highestIsAlerted),
    ...groups.flatMap(standsOnResults),
    ...(scenario.messages.some(({ is }) => is === 'link') ? [] : groups.flatMap(risesOnly)),
    ...deliveries(charts, world),
  ];
}

type FactMessage = Extract<Message, { is: 'fact' }>;

type PatientGroup = {
  readonly charts: readonly Chart[];
  readonly alerts: readonly ChartEntry[];
  /** The latest version of each result, by result; without an amount when withdrawn. */
  readonly values: ReadonlyMap<string, { readonly amount: string | undefined; readonly collectedAt: number }>;
  readonly hasCancer: boolean;
};

function chartsOf({ memory }: World): readonly Chart[] {
  return memory
    .items()
    .filter(({ sk }) => sk === 'CHART')
    .map((item) => chartSchema.parse(item));
}

function groupOf(scenario: Scenario, charts: readonly Chart[], members: readonly number[]): PatientGroup {
  const own = new Set(members.map((index) => String(keys.patientKey(patientAt(index)))));
  const ownCharts = charts.filter(({ pk }) => own.has(pk));
  const messages = scenario.messages.filter(
    (message): message is FactMessage => message.is === 'fact' && members.includes(message.patient),
  );
  const results = messages.flatMap(({ fact }) => fact.results).sort((a, b) => a.reportedAt - b.reportedAt);
  return {
    charts: ownCharts,
    alerts: ownCharts.flatMap(({ alerts }) => alerts),
    values: new Map(
      results.map(({ key, value, collectedAt }) => [key, { amount: value?.amount, collectedAt }]),
    ),
    hasCancer: messages.some(({ fact }) => fact.diagnoses.length > 0),
  };
}

/** I5: each fact once, with the earliest of its receipts. */
function factsDiffer({ messages }: Scenario, { memory }: World): readonly string[] {
  const expected = new Map<string, number>();
  for (const message of messages) {
    if (message.is !== 'fact') continue;
    const key = `${keys.patientKey(patientAt(message.patient))} ${keys.factKey(message.identity, message.fact)}`;
    expected.set(key, Math.min(expected.get(key) ?? Number.POSITIVE_INFINITY, message.fact.receivedAt));
  }
  const stored = memory
    .items()
    .filter(({ sk }) => sk.startsWith('FACT#'))
    .map((item) => storedFactSchema.parse(item));
  const isRight = stored.every(({ pk, sk, receivedAt }) => expected.get(`${pk} ${sk}`) === receivedAt);
  return isRight && stored.length === expected.size ? [] : ['I5: the facts depend on how they came'];
}

/** I5: one root holds the whole group, and nothing is left half done. */
function groupIsCharted({ charts }: PatientGroup): readonly string[] {
  const roots = charts.filter(({ mergedInto }) => mergedInto === undefined);
  const known = new Set(charts.map(({ pk }) => pk));
  const isWhole = charts.every(
    ({ pk, members, mergedInto, leaving }) =>
      leaving === undefined &&
      new Set(members).size === members.length &&
      members.every((member) => charts.some((chart) => chart.pk === member && chart.mergedInto === pk)) &&
      (mergedInto === undefined || known.has(mergedInto)),
  );
  const isOne = roots.length <= 1 || charts.every(({ links }) => links.length === 0);
  const ownAlerts = charts.flatMap(({ alerts }) => alerts).every(({ where }) => known.has(where));
  return isWhole && isOne && ownAlerts ? [] : ['I5: the charts do not lie as the link messages say'];
}

/** Section 5's base level of a corrected calcium in mg/dL; R5 and R7 only raise it. */
function baseRank(amount: string | undefined): number {
  const tenths = amount === undefined ? 0 : Math.round(Number(amount) * 10);
  if (tenths > 135) return levelRank('critical');
  if (tenths >= 120) return levelRank('urgent');
  return tenths > 105 ? levelRank('routine') : 0;
}

/** Of values collected together one stands for all; the scenario's draws lie well apart. */
function drawOf(collectedAt: number): number {
  return Math.floor((collectedAt - START) / DRAWS_APART_MS);
}

/** The level each alert stands at, when a notice speaks of all alerts that `speaksOf` says. */
function standingAlerts(
  alerts: readonly ChartEntry[],
  speaksOf: (about: ChartEntry, alert: ChartEntry, rank: number) => boolean,
): readonly { readonly draw: number; readonly rank: number }[] {
  const byId = new Map(alerts.map((alert) => [alert.id, alert]));
  const standing = new Map<ChartEntry, number>();
  for (const entry of [...alerts].sort((a, b) => a.raisedAt - b.raisedAt)) {
    const about = byId.get(entry.about ?? '');
    if (entry.kind === 'alert') standing.set(entry, levelRank(entry.level));
    if (about === undefined) continue;
    for (const [alert, rank] of standing) {
      const lowered = Math.min(rank, levelRank(entry.standingLevel ?? 'none'));
      if (isSameDraw(about, alert) && speaksOf(about, alert, rank)) standing.set(alert, lowered);
    }
  }
  return Array.from(standing, ([{ collectedAt }, rank]) => ({ draw: drawOf(collectedAt), rank }));
}

function isSameDraw(a: ChartEntry, b: ChartEntry): boolean {
  return drawOf(a.collectedAt) === drawOf(b.collectedAt);
}

/** I1: the highest level that the results call for has been alerted and not been taken back. */
function highestIsAlerted({ alerts, values, hasCancer }: PatientGroup): readonly string[] {
  if (!hasCancer) return [];
  const due = Math.max(0, ...[...values.values()].map(({ amount }) => baseRank(amount)));
  const standing = standingAlerts(alerts, (about, alert) => about.where === alert.where);
  const alerted = Math.max(0, ...standing.map(({ rank }) => rank));
  return due <= alerted ? [] : ['I1: the highest level of an episode was not alerted'];
}

/** I3: whatever still stands rests on a draw that is above the limit now. */
function standsOnResults({ alerts, values, hasCancer }: PatientGroup): readonly string[] {
  const high = new Set(
    [...values.values()]
      .filter(({ amount }) => baseRank(amount) > 0)
      .map(({ collectedAt }) => drawOf(collectedAt)),
  );
  const standing = standingAlerts(alerts, (about, _, rank) => rank <= levelRank(about.level));
  const baseless = standing.filter(({ draw, rank }) => rank > levelRank('worklist') && !high.has(draw));
  return hasCancer && baseless.length > 0 ? ['I3: an alert stands without a result that justifies it'] : [];
}

/** I1: within an episode no level twice, unless a notice came between. */
function risesOnly({ alerts }: PatientGroup): readonly string[] {
  let highest = 0;
  for (const { kind, level } of alerts) {
    if (kind !== 'alert') highest = 0;
    else if (levelRank(level) <= highest) return ['I1: a level was alerted twice in an episode'];
    else highest = levelRank(level);
  }
  return [];
}

/** I7: everything is sent and marked; and nothing twice unless it says so. */
function deliveries(charts: readonly Chart[], { published }: World): readonly string[] {
  const alerts = charts.flatMap((chart) => chart.alerts);
  const pagesOf = (id: string) => published.filter(({ alertId }) => alertId === id);
  const due = alerts.filter(({ level }) => level !== 'worklist');
  const charted = new Set(alerts.map(({ id }) => id));
  return [
    ...(due.some(({ id }) => pagesOf(id).length === 0) ? ['I7: an alert was never sent'] : []),
    ...(due.some(({ delivery }) => delivery.state !== 'sent') ? ['I7: an alert is not marked as sent'] : []),
    ...(due.some(({ id }) => pagesOf(id).filter(({ repeat }) => !repeat).length > 1)
      ? ['I1: an alert was sent twice without REPEAT']
      : []),
    ...(published.some(({ alertId }) => !charted.has(alertId)) ? ['I3: a page without an alert'] : []),
    ...(charted.size < alerts.length ? ['I1: an alert stands in two charts'] : []),
  ];
}

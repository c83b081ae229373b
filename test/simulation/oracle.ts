import type { Page } from '../../shared/alerting/publisher.ts';
import { type Chart, type ChartEntry, chartSchema } from '../../shared/chart/chart.ts';
import { storedFactSchema } from '../../shared/chart/stored-fact.ts';
import { epochMs } from '../../shared/clinical/instant.ts';
import { levelRank } from '../../shared/clinical/level.ts';
import { understand } from '../../shared/clinical/understand-observation.ts';
import { decodeMessage } from '../../shared/hl7/charset.ts';
import { factsOf } from '../../shared/intake/facts-of.ts';
import { messageIdentity } from '../../shared/intake/message-identity.ts';
import { answersDiffer, snoozesLeft } from './answers.ts';
import { config, feeds } from './assess-batch.ts';
import { escalationsDiffer } from './escalations.ts';
import { bytesOf, type OtherMessage } from './hl7-bytes.ts';
import { keys } from './ports.ts';
import type { Reader } from './reader.ts';
import { type Message, PLANTED, patientAt, type Scenario } from './scenario.ts';
import { patientsTogether } from './together.ts';
import { drawOf, type FactMessage, standingCalcium } from './truth.ts';
import type { World } from './world.ts';

/** What must hold when all is quiet, worked out from the scenario alone, without a look at how the charts work. */
export function findViolations(
  scenario: Scenario,
  sent: readonly (Message | OtherMessage)[],
  world: World,
): readonly string[] {
  const charts = chartsOf(world);
  const groups = patientGroups(scenario, world);
  const hasLinks = scenario.messages.some(({ is }) => is === 'link');
  return [
    ...world.memory.violations,
    ...factsDiffer(scenario, world),
    ...groups.flatMap(groupIsCharted),
    ...groups.flatMap(highestIsAlerted),
    ...groups.flatMap(standsOnResults),
    ...(hasLinks ? [] : groups.flatMap(onlyWithCancer)),
    ...(hasLinks ? [] : groups.flatMap(risesOnly)),
    ...deliveries(charts, world),
    ...(scenario.isAnswered ? [...answersDiffer(charts, world), ...snoozesLeft(charts)] : []),
    ...(scenario.isEscalated ? escalationsDiffer(charts, world) : []),
    ...(scenario.isInBytes ? fatesDiffer(sent, world) : []),
    ...planted(world),
  ];
}

/** Patients who are one in the end. */
export type PatientGroup = {
  readonly charts: readonly Chart[];
  readonly alerts: readonly ChartEntry[];
  readonly calcium: ReturnType<typeof standingCalcium>;
  readonly hasCancer: boolean;
};

export function patientGroups(scenario: Scenario, world: World): readonly PatientGroup[] {
  const charts = chartsOf(world);
  return patientsTogether(scenario).map((members) => groupOf(scenario, charts, members, world));
}

function chartsOf({ memory }: World): readonly Chart[] {
  return memory
    .items()
    .filter(({ sk }) => sk === 'CHART')
    .map((item) => chartSchema.parse(item));
}

function groupOf(
  scenario: Scenario,
  charts: readonly Chart[],
  members: readonly number[],
  { memory }: World,
): PatientGroup {
  const order = [...memory.raised];
  const own = new Set(members.map((index) => String(keys.patientKey(patientAt(index)))));
  const ownCharts = charts.filter(({ pk }) => own.has(pk));
  const messages = scenario.messages.filter(
    (message): message is FactMessage => message.is === 'fact' && members.includes(message.patient),
  );
  return {
    charts: ownCharts,
    alerts: ownCharts
      .flatMap(({ alerts }) => alerts)
      .sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id)),
    calcium: standingCalcium(messages),
    hasCancer: messages.some(({ fact }) => fact.diagnoses.length > 0),
  };
}

/** I5: each fact once, with the earliest of its receipts. */
function factsDiffer({ messages, isInBytes }: Scenario, { memory, reader }: World): readonly string[] {
  const expected = new Map<string, number>();
  for (const message of messages) {
    if (message.is !== 'fact') continue;
    const factKey = isInBytes ? keyAsRead(message, reader) : keys.factKey(message.identity, message.fact);
    const key = `${keys.patientKey(patientAt(message.patient))} ${factKey}`;
    expected.set(key, Math.min(expected.get(key) ?? Number.POSITIVE_INFINITY, message.fact.receivedAt));
  }
  const stored = memory
    .items()
    .filter(({ sk }) => sk.startsWith('FACT#'))
    .map((item) => storedFactSchema.parse(item));
  const isRight = stored.every(({ pk, sk, receivedAt }) => expected.get(`${pk} ${sk}`) === receivedAt);
  return isRight && stored.length === expected.size ? [] : ['I5: the facts depend on how they came'];
}

/** The key of the fact that a message's bytes bring, read once more. */
function keyAsRead(message: FactMessage, reader: Reader): string {
  const bytes = bytesOf(message);
  const feed = feeds.byId('lab');
  const read = reader(decodeMessage(bytes, undefined), { feed, caps: config.caps });
  const { patients } = factsOf(read, {
    ...{ feed, policy: config.policy, understand, resultKey: keys.resultKey, origin: 'live' },
    receivedAt: epochMs(message.fact.receivedAt),
  });
  return patients.map(({ part, fact }) => keys.factKey(`${messageIdentity(bytes)} ${part}`, fact)).join();
}

/** I2: all that was sent is in the queue, and what is there came to one end, the right one; what is set aside is kept. */
function fatesDiffer(
  sent: readonly (Message | OtherMessage)[],
  { outcomes: { queued, fates, quarantined } }: World,
): readonly string[] {
  const isRight = [...queued].every(([id, message]) => {
    const expected = message.is === 'other' ? message.fate : 'judged';
    const recorded = fates.get(id) ?? new Set();
    return recorded.size === 1 && recorded.has(expected);
  });
  const came = new Set(queued.values());
  const isKept = [...fates].every(([id, recorded]) => recorded.has('quarantined') === quarantined.has(id));
  return [
    ...(sent.every((message) => came.has(message)) ? [] : ['I2: what was acknowledged is not in the queue']),
    ...(isRight && fates.size === queued.size ? [] : ['I2: a message has not the one fate that is its own']),
    ...(isKept ? [] : ['I2: a message set aside is not kept']),
  ];
}

/** I4: who a patient is stands in no key, page, log, metric or word to operations. */
function planted({ memory, outcomes: { published, told } }: World): readonly string[] {
  const isInKeys = memory.items().some(({ pk, sk }) => pk.includes(PLANTED) || sk.includes(PLANTED));
  const isTold = [...told, ...published.map((page) => JSON.stringify(page))].some((text) =>
    text.includes(PLANTED),
  );
  return isInKeys || isTold ? ['I4: an identifier or a name is where it does not belong'] : [];
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

/** The level each alert stands at, of alerts in the order in which they were raised, when a notice speaks of all alerts that `speaksOf` says. */
function standingAlerts(
  alerts: readonly ChartEntry[],
  speaksOf: (about: ChartEntry, alert: ChartEntry, rank: number) => boolean,
): readonly { readonly draw: number; readonly rank: number }[] {
  const byId = new Map(alerts.map((alert) => [alert.id, alert]));
  const standing = new Map<ChartEntry, number>();
  for (const entry of alerts) {
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

/** The rank of the highest level at which an alert stands. */
export function highestStanding(alerts: readonly ChartEntry[]): number {
  const standing = standingAlerts(alerts, (about, alert) => about.where === alert.where);
  return Math.max(0, ...standing.map(({ rank }) => rank));
}

/** I1: the highest level that the results call for has been alerted and not been taken back. */
function highestIsAlerted({ alerts, calcium, hasCancer }: PatientGroup): readonly string[] {
  if (!hasCancer) return [];
  const due = Math.max(0, ...calcium.map(({ rank, isFresh }) => (isFresh ? rank : 0)));
  return due <= highestStanding(alerts) ? [] : ['I1: the highest level of an episode was not alerted'];
}

/**
 * I3: whatever still stands rests on a draw that is above the limit now, and what is critical on a critical one: within
 * a day nothing returns, so R7 cannot have raised it.
 */
function standsOnResults({ alerts, calcium, hasCancer }: PatientGroup): readonly string[] {
  const called = new Map<number, number>();
  for (const { collectedAt, mayStandAt } of calcium) {
    const draw = drawOf(collectedAt);
    called.set(draw, Math.max(mayStandAt, called.get(draw) ?? 0));
  }
  const isOfADay = calcium.every(({ isFresh }) => isFresh);
  const isRight = (rank: number, due: number) =>
    due > 0 && (!isOfADay || rank < levelRank('critical') || due === rank);
  const standing = standingAlerts(alerts, (about, _, rank) => rank <= levelRank(about.level));
  const baseless = standing.filter(
    ({ draw, rank }) => rank > levelRank('worklist') && !isRight(rank, called.get(draw) ?? 0),
  );
  return hasCancer && baseless.length > 0 ? ['I3: an alert stands without a result that justifies it'] : [];
}

/** I3: nobody is alerted of a patient who has no cancer. */
function onlyWithCancer({ alerts, hasCancer }: PatientGroup): readonly string[] {
  return hasCancer || alerts.length === 0 ? [] : ['I3: an alert of a patient without cancer'];
}

/** I1: within an episode no level twice, unless a notice came between. Those of a day are one episode. */
function risesOnly({ alerts, calcium }: PatientGroup): readonly string[] {
  if (calcium.some(({ isFresh }) => !isFresh)) return [];
  let highest = levelRank('worklist');
  for (const { kind, level } of alerts) {
    if (level === 'worklist') continue;
    if (kind !== 'alert') highest = levelRank('worklist');
    else if (levelRank(level) <= highest) return ['I1: a level was alerted twice in an episode'];
    else highest = levelRank(level);
  }
  return [];
}

/** Of every alert that a page stands for. */
const alertIdsOf = ({ alertId, others = [] }: Page) => [alertId, ...others.map((other) => other.alertId)];

/** Each step of an escalation is a page of its own. */
function isDoubled(pages: readonly Page[]): boolean {
  const steps = pages.flatMap(({ repeat, step }) => (repeat ? [] : [step]));
  return new Set(steps).size < steps.length;
}

/** Somebody answered before it was sent. */
const isStopped = ({ delivery, acknowledgement }: ChartEntry) =>
  delivery.state === 'stopped' && acknowledgement !== undefined;

/** I7: everything is sent and marked; and nothing twice unless it says so. */
function deliveries(charts: readonly Chart[], { outcomes: { published } }: World): readonly string[] {
  const alerts = charts.flatMap((chart) => chart.alerts);
  const pagesOf = (id: string) => published.filter((page) => alertIdsOf(page).includes(id));
  const due = alerts.filter(({ level }) => level !== 'worklist');
  const charted = new Set(alerts.map(({ id }) => id));
  return [
    ...(due.some((alert) => !isStopped(alert) && pagesOf(alert.id).length === 0)
      ? ['I7: an alert was never sent']
      : []),
    ...(due.some((alert) => !isStopped(alert) && alert.delivery.state !== 'sent')
      ? ['I7: an alert is not marked as sent']
      : []),
    ...(due.some(({ id }) => isDoubled(pagesOf(id))) ? ['I1: an alert was sent twice without REPEAT'] : []),
    ...(published.some((page) => alertIdsOf(page).some((id) => !charted.has(id)))
      ? ['I3: a page without an alert']
      : []),
    ...(due.some(({ id, level, kind }) =>
      pagesOf(id).some((page) => page.level !== level || page.kind !== kind),
    )
      ? ['I3: a page of another level or kind than its alert']
      : []),
    ...(charted.size < alerts.length ? ['I1: an alert stands in two charts'] : []),
  ];
}

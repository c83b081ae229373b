import type { ChartEntry } from '../../shared/chart/chart.ts';
import { advanced, stepOf } from '../../shared/chart/escalation.ts';
import type { Item, Table } from '../../shared/chart/table.ts';
import { epochMs } from '../../shared/clinical/instant.ts';
import { entriesOf } from './escalations.ts';
import type { Defect } from './ports.ts';

type Change = (entry: ChartEntry, before: ChartEntry | undefined) => ChartEntry;

/** Every alert is written otherwise than the charts meant, seen beside how it is stored. */
const withEntries =
  (change: Change) =>
  (table: Table): Table => ({
    ...table,
    putVersion: async (item, expected) => {
      const stored = new Map(entriesOf(await table.get(item.pk, item.sk)).map((entry) => [entry.id, entry]));
      const alerts = entriesOf(item).map((entry) => change(entry, stored.get(entry.id)));
      return table.putVersion({ ...item, alerts }, expected);
    },
  });

const hasBegun = (entry: ChartEntry, before: ChartEntry | undefined) =>
  before !== undefined && stepOf(entry.escalation) > stepOf(before.escalation);

/** As if a step needed no claim: who dies before the page leaves nothing to be done. */
const withoutClaim = withEntries((entry, before) =>
  before !== undefined && hasBegun(entry, before) ? { ...entry, delivery: before.delivery } : entry,
);

const claimsForEver: NonNullable<Defect['table']> = (table) => {
  const lasting = withEntries((entry) =>
    stepOf(entry.escalation) > 1 && entry.delivery.state === 'claimed'
      ? { ...entry, delivery: { ...entry.delivery, until: epochMs(8e15) } }
      : entry,
  )(table);
  const isLasting = ({ delivery }: ChartEntry) => delivery.state === 'claimed' && delivery.until === 8e15;
  return {
    ...lasting,
    due: async (...given) => {
      const found = await table.due(...given);
      const charts = await Promise.all(found.map((pk) => table.get(pk, 'CHART')));
      return found.filter((_, index) => !entriesOf(charts[index]).some(isLasting));
    },
  };
};

/** As one who takes the last of the steps that are left. */
const leavesOneOut = withEntries((entry, before) => {
  const { escalation } = entry;
  if (escalation === undefined || !hasBegun(entry, before) || escalation.next.length === 0) return entry;
  return { ...entry, escalation: advanced(escalation, escalation.startedAt) };
});

const goesOnThoughAnswered = withEntries((entry) => {
  const { escalation, acknowledgement, delivery } = entry;
  const isLeft = escalation !== undefined && escalation.next.length > 0;
  if (!isLeft || acknowledgement?.state !== 'acknowledged' || delivery.state !== 'sent') return entry;
  const { at } = acknowledgement;
  return {
    ...entry,
    escalation: advanced(escalation, at),
    delivery: { state: 'claimed', token: '', until: at, attempts: 1 },
  };
});

/** Whoever reads a chart by itself, as the sweep does, takes a notice for one about something else. */
const overlooksRetractions = (table: Table): Table => {
  const disguised = (entry: ChartEntry): ChartEntry =>
    entry.kind === 'alert' ? entry : { ...entry, resultKey: `not ${entry.resultKey}`, also: [] };
  const restored = withEntries((entry, before) =>
    before === undefined ? entry : { ...entry, resultKey: before.resultKey, also: before.also },
  )(table);
  return {
    ...restored,
    get: async (...given) => {
      const item = await table.get(...given);
      return item?.alerts === undefined ? item : { ...item, alerts: entriesOf(item).map(disguised) };
    },
  };
};

/** A further attempt at a step counts as the first. */
const neverRepeatsSteps: NonNullable<Defect['ports']> = (ports) => ({
  ...ports,
  composePage: (alert) =>
    ports.composePage(stepOf(alert.escalation) > 1 ? { ...alert, repeat: false } : alert),
});

const withoutEscalationDue = (table: Table): Table => ({
  ...table,
  putVersion: ({ dueAt, ...item }, expected) => {
    const isClaimed = entriesOf(item as unknown as Item).some(({ delivery }) => delivery.state === 'claimed');
    const whole = { ...item, ...(isClaimed && { dueAt }) } as Parameters<Table['putVersion']>[0];
    return table.putVersion(whole, expected);
  },
});

const pagesBackwards: NonNullable<Defect['ports']> = (ports) => ({
  ...ports,
  composePage: (alert) => {
    const page = ports.composePage(alert);
    return alert.escalation === undefined ? page : { ...page, step: alert.escalation.of + 1 - page.step };
  },
});

const tellsNobody: NonNullable<Defect['ports']> = (ports) => ({
  ...ports,
  operations: {
    tell: async (notice) => (notice.code === 'UNANSWERED' ? undefined : ports.operations.tell(notice)),
  },
});

/** As if it were not noted that operations have been told. */
const tellsAgain: NonNullable<Defect['ports']> = (ports) => {
  const untold = (entry: ChartEntry, before: ChartEntry | undefined): ChartEntry => {
    const { escalation } = entry;
    if (escalation === undefined || before?.escalation === undefined) return entry;
    const { told: _, ...open } = escalation;
    return { ...entry, escalation: open };
  };
  const { repository } = ports;
  const write: typeof repository.write = async (chart) => {
    const before = new Map((await repository.chart(chart.pk)).alerts.map((entry) => [entry.id, entry]));
    const alerts = chart.alerts.map((entry) => untold(entry, before.get(entry.id)));
    return repository.write({ ...chart, alerts });
  };
  return { ...ports, repository: { ...repository, write } };
};

/** Wrong ways with who is paged next. */
export const BAD_ESCALATIONS: readonly Defect[] = [
  { name: 'a step begins without a claim', table: withoutClaim },
  { name: 'the claim of a step does not run out', table: claimsForEver },
  { name: 'a step is left out', table: leavesOneOut },
  { name: 'the steps are paged the other way round', ports: pagesBackwards },
  { name: 'an answered alert goes on to the next step', table: goesOnThoughAnswered },
  { name: 'a retracted alert goes on to the next step', table: overlooksRetractions },
  { name: 'a step that may have been paged is paged again without REPEAT', ports: neverRepeatsSteps },
  { name: 'an escalation is not in the index', table: withoutEscalationDue },
  { name: 'operations are not told that nobody answers', ports: tellsNobody },
  { name: 'operations are told every minute that nobody answers', ports: tellsAgain },
];

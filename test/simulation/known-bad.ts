import { createChartRepository } from '../../shared/chart/chart-repository.ts';
import type { Item, Table } from '../../shared/chart/table.ts';
import { BAD_ANSWERS } from './known-bad-answers.ts';
import { BAD_DELIVERY } from './known-bad-delivery.ts';
import { BAD_ESCALATIONS } from './known-bad-escalations.ts';
import { BAD_VALUES } from './known-bad-values.ts';
import { type Defect, DUE_SHARDS } from './ports.ts';

type PortsDefect = NonNullable<Defect['ports']>;
type VersionedItem = Parameters<Table['putVersion']>[0];

function endsAtStoredFact(...[service, { table, keys }]: Parameters<NonNullable<Defect['service']>>) {
  let isStored = false;
  return {
    ...service,
    record: async (...given: Parameters<typeof service.record>) => {
      const [patient, identity, fact] = given;
      isStored = (await table.get(keys.patientKey(patient), keys.factKey(identity, fact))) !== undefined;
      return service.record(...given);
    },
    judge: async (...given: Parameters<typeof service.judge>) =>
      isStored ? { raised: 0, paged: 0, registered: true } : service.judge(...given),
  };
}

function lastWriterWins(table: Table): Table {
  return {
    ...table,
    putVersion: async (item) => {
      const stored = await table.get(item.pk, item.sk);
      const version = Number(stored?.version ?? 0);
      return table.putVersion({ ...item, version: version + 1 }, version);
    },
  };
}

function ignoresLostRace(table: Table): Table {
  return {
    ...table,
    putVersion: async (item, expected) => {
      await table.putVersion(item, expected);
      return true;
    },
  };
}

const LOST = new Error('another was faster');

/** As one who holds that whoever was faster has seen it all: but a sweep, which marks what was sent, judges nothing. */
const leavesItToTheFaster: Pick<Defect, 'ports' | 'service'> = {
  ports: ({ repository, ...ports }) => ({
    ...ports,
    repository: {
      ...repository,
      write: async (changed) => {
        const written = await repository.write(changed);
        if (written === undefined) throw LOST;
        return written;
      },
    },
  }),
  service: (service) => ({
    ...service,
    judge: (patient) =>
      service.judge(patient).catch((error: unknown) => {
        if (error !== LOST) throw error;
        return { raised: 0, paged: 0, registered: true };
      }),
  }),
};

function withoutMergedInto(table: Table): Table {
  return {
    ...table,
    putVersion: ({ mergedInto: _, ...item }, expected) => table.putVersion(item as VersionedItem, expected),
  };
}

function neverMarksSent(table: Table): Table {
  const isMark = ({ alerts }: Item) => JSON.stringify(alerts).includes('"state":"sent"');
  return {
    ...table,
    putVersion: async (item, expected) => isMark(item) || table.putVersion(item, expected),
  };
}

const neverSaysRepeat: PortsDefect = (ports) => ({
  ...ports,
  composePage: (alert) => ports.composePage({ ...alert, repeat: false }),
});

const publishesBeforeWriting: PortsDefect = (ports) => {
  const { table } = ports;
  const early: Table = {
    ...table,
    put: async (item) => {
      await table.put(item);
      if (typeof item.alertId !== 'string') return;
      const alert = { alertId: item.alertId, team: undefined, level: 'urgent', kind: 'alert' } as const;
      const at = ports.clock.now();
      await ports.publisher.publish(ports.composePage({ ...alert, repeat: false, at }), item.pk);
    },
  };
  return { ...ports, table: early, repository: createChartRepository(early, DUE_SHARDS) };
};

const swallowsPublishFaults: PortsDefect = (ports) => ({
  ...ports,
  publisher: { publish: (page, where) => ports.publisher.publish(page, where).catch(() => {}) },
});

const judgesOnceOnly: PortsDefect = (ports) => {
  let hasRaised = false;
  const judge: typeof ports.judge = (input) => {
    const verdict = ports.judge(input);
    if (hasRaised) return { ...verdict, raised: [] };
    hasRaised = verdict.raised.length > 0;
    return verdict;
  };
  return { ...ports, judge };
};

function readsBeforePutting(table: Table): Table {
  const before = new Map<string, readonly Item[]>();
  return {
    ...table,
    putFact: async (item) => {
      before.set(item.pk, await table.query(item.pk, 'CHART', 'FACT#~'));
      await table.putFact(item);
    },
    query: async (pk, ...range) => before.get(pk) ?? table.query(pk, ...range),
  };
}

const forgetsNotices: PortsDefect = (ports) => ({
  ...ports,
  keys: { ...ports.keys, alertId: (alert) => ports.keys.alertId({ ...alert, n: 0 }) },
});

function readsOwnFactsOnly(table: Table): Table {
  return {
    ...table,
    query: async (pk, ...range) => {
      const items = await table.query(pk, ...range);
      const isAbsorbed = items.some(({ mergedInto }) => mergedInto !== undefined);
      return isAbsorbed ? items.filter(({ sk }) => sk === 'CHART') : items;
    },
  };
}

function leavesAlertsBehind(table: Table): Table {
  return {
    ...table,
    putVersion: async (item, expected) => {
      const stored = await table.get(item.pk, item.sk);
      const isCutOff = stored?.mergedInto !== undefined && item.mergedInto === undefined;
      return table.putVersion(isCutOff ? { ...item, alerts: stored.alerts } : item, expected);
    },
  };
}

function linksByArrival(...[service, { clock }]: Parameters<NonNullable<Defect['service']>>) {
  return {
    ...service,
    link: (event: Parameters<typeof service.link>[0]) => service.link(event, clock.now()),
  };
}

function keepsLaterReceipt(table: Table): Table {
  return { ...table, putFact: (item) => table.put(item) };
}

/** Ways to get it wrong; each must be caught. */
export const KNOWN_BAD: readonly Defect[] = [
  ...BAD_ANSWERS,
  ...BAD_ESCALATIONS,
  ...BAD_DELIVERY,
  ...BAD_VALUES,
  { name: 'a fact that is stored already ends the work', service: endsAtStoredFact },
  { name: 'charts are written without a look at the version', table: lastWriterWins },
  { name: 'a lost race is ignored', table: ignoresLostRace },
  { name: 'who loses a race does not judge again', ...leavesItToTheFaster },
  { name: 'an absorbed chart is not told', table: withoutMergedInto },
  { name: 'what was sent is not marked', table: neverMarksSent },
  { name: 'what may have been sent is sent again without REPEAT', ports: neverSaysRepeat },
  { name: 'a page goes out before the alert is written', ports: publishesBeforeWriting },
  { name: 'a publish that fails counts as sent', ports: swallowsPublishFaults },
  { name: 'the chart is read before the fact is put', table: readsBeforePutting },
  { name: 'nobody looks again after the write', ports: judgesOnceOnly },
  { name: 'a result pages once in its life', ports: forgetsNotices },
  { name: 'the facts of an absorbed patient are not read', table: readsOwnFactsOnly },
  { name: 'a patient cut off leaves the alerts behind', table: leavesAlertsBehind },
  { name: 'link messages count in the order of arrival', service: linksByArrival },
  { name: 'the later of two receipts of a fact is kept', table: keepsLaterReceipt },
];

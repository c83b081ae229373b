import type { Item, Table } from '../../shared/chart/table.ts';
import { MINUTE_MS } from '../../shared/clinical/instant.ts';
import type { Defect } from './ports.ts';

type PortsDefect = NonNullable<Defect['ports']>;
type Entry = {
  readonly raisedAt: number;
  readonly level: string;
  readonly delivery: { readonly state: string; readonly held?: boolean };
};

const alertsOf = (item: Item) => (Array.isArray(item.alerts) ? (item.alerts as readonly Entry[]) : []);

/** Every chart is written otherwise than the charts meant. */
function writes(change: (item: Item & { readonly version: number }) => Item & { readonly version: number }) {
  return (table: Table): Table => ({
    ...table,
    putVersion: (item, expected) => table.putVersion(change(item), expected),
  });
}

const withDeliveries = (change: (entry: Entry) => Entry) =>
  writes((item) => ({ ...item, alerts: alertsOf(item).map(change) }));

const withoutClaim = withDeliveries((entry) =>
  entry.delivery.state === 'claimed' ? { ...entry, delivery: { state: 'none' } } : entry,
);

const forgetsHeld = withDeliveries((entry) =>
  entry.delivery.held ? { ...entry, delivery: { state: 'none' } } : entry,
);

/** What is remembered of alerts goes after a while, as idempotency records do. */
const forgetsAlerts = (table: Table, now: () => number): Table => ({
  ...table,
  query: async (...given) =>
    (await table.query(...given)).map((item) =>
      item.sk === 'CHART'
        ? { ...item, alerts: alertsOf(item).filter(({ raisedAt }) => raisedAt > now() - MINUTE_MS) }
        : item,
    ),
});

const withoutDue = writes(({ dueAt: _, ...item }) => ({ ...item, version: item.version }));

const claimsForEver = writes((item) => ({
  ...item,
  ...(item.dueAt === undefined ? {} : { dueAt: Number.MAX_SAFE_INTEGER }),
}));

const oneAuthority: PortsDefect = (ports) => ({
  ...ports,
  keys: {
    ...ports.keys,
    patientKey: (patient) => ports.keys.patientKey({ ...patient, authority: 'HOSP' }),
  },
});

const identifiersInKeys: PortsDefect = (ports) => ({
  ...ports,
  keys: {
    ...ports.keys,
    patientKey: (patient) =>
      `${ports.keys.patientKey(patient)} ${patient.id}` as ReturnType<typeof ports.keys.patientKey>,
  },
});

const logsIdentifiers: Defect['service'] = (service, { telemetry }) => ({
  ...service,
  record: (patient, ...given) => {
    telemetry.info('recorded', { patient: patient.id });
    return service.record(patient, ...given);
  },
});

const pagesAreLost: PortsDefect = (ports) => ({
  ...ports,
  publisher: {
    publish: (page, where) =>
      page.level === 'urgent' ? Promise.resolve() : ports.publisher.publish(page, where),
  },
});

const leavesOneOut: PortsDefect = (ports) => ({
  ...ports,
  publisher: {
    publish: ({ others = [], ...page }, where) =>
      ports.publisher.publish(others.length < 2 ? page : { ...page, others: others.slice(1) }, where),
  },
});

const withoutQuarantine: PortsDefect = (ports) => ({
  ...ports,
  assess: { store: { quarantine: async () => {}, archive: async () => {} } },
});

const countsNothing: PortsDefect = (ports) => ({ ...ports, assess: { fates: { record: async () => {} } } });

/** As one who is quick to answer. */
const answersAtOnce: Defect['queue'] = (queue) => ({
  send: async (messages) => {
    queue.send(messages).catch(() => {});
  },
});

/** Wrong ways with the queue, with claims and with what may be seen. */
export const BAD_DELIVERY: readonly Defect[] = [
  { name: 'there is no sweep', withoutSweep: true },
  { name: 'the door answers before the message is in the queue', queue: answersAtOnce },
  { name: 'a message leaves the queue when it is received', forgetsReceived: true },
  { name: 'a batch names one too few that failed', saysFailed: (failed) => failed.slice(1) },
  { name: 'a message that failed counts as done', saysFailed: () => [], service: neverFails },
  { name: 'dead letters are not redriven', withoutRedrive: true },
  { name: 'alerts are written without a claim', table: withoutClaim },
  { name: 'what was alerted is forgotten after a while', table: forgetsAlerts },
  { name: 'charts that are due are not in the index', table: withoutDue },
  { name: 'claims do not run out', table: claimsForEver },
  { name: 'some pages are not published', ports: pagesAreLost },
  { name: 'what is one page too many is forgotten', table: forgetsHeld },
  { name: 'a page for several marks what it does not stand for', ports: leavesOneOut },
  { name: 'two laboratories number their patients alike', ports: oneAuthority },
  { name: 'keys hold identifiers', ports: identifiersInKeys },
  { name: 'logs hold identifiers', service: logsIdentifiers },
  { name: 'what is set aside is not kept', ports: withoutQuarantine },
  { name: 'fates are not counted', ports: countsNothing },
];

/** As one who catches every error, to go on. */
function neverFails(...[service, { keys }]: Parameters<NonNullable<Defect['service']>>) {
  const made: typeof service = {
    ...service,
    record: (patient, ...given) => service.record(patient, ...given).catch(() => keys.patientKey(patient)),
    judge: (patient) => service.judge(patient).catch(() => ({ raised: 0, paged: 0, registered: true })),
  };
  return made;
}

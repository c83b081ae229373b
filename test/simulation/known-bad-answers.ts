import type { Acknowledgement } from '../../shared/chart/acknowledgement.ts';
import type { ChartEntry } from '../../shared/chart/chart.ts';
import type { Item, Table } from '../../shared/chart/table.ts';
import { epochMs } from '../../shared/clinical/instant.ts';
import type { DeskDependencies } from '../../shared/desk/desk-dependencies.ts';
import type { Defect } from './ports.ts';

const alertsOf = (item: Item) => (Array.isArray(item.alerts) ? (item.alerts as readonly ChartEntry[]) : []);

/** Every alert is written otherwise than the charts meant. */
const withAlerts =
  (change: (alert: ChartEntry) => ChartEntry) =>
  (table: Table): Table => ({
    ...table,
    putVersion: (item, expected) =>
      table.putVersion({ ...item, alerts: alertsOf(item).map(change) }, expected),
  });

const withAnswers = (change: (answer: Acknowledgement) => Acknowledgement) =>
  withAlerts((alert) =>
    alert.acknowledgement === undefined
      ? alert
      : { ...alert, acknowledgement: change(alert.acknowledgement) },
  );

/** As if to answer were only to say so. */
const stopsNothing = withAlerts((alert) =>
  alert.delivery.state === 'stopped'
    ? { ...alert, delivery: { ...alert.delivery, state: 'claimed', token: '', until: epochMs(0) } }
    : alert,
);

const neverEnds = withAnswers((answer) =>
  answer.state === 'snoozed' ? { ...answer, until: epochMs(Number.MAX_SAFE_INTEGER) } : answer,
);

const awaitsNothing = withAnswers((answer) => {
  if (answer.state !== 'snoozed') return answer;
  const { untilNextResult: _, ...snoozed } = answer;
  return snoozed;
});

function ignoresLostRace(desk: DeskDependencies): DeskDependencies {
  const { repository } = desk;
  return {
    ...desk,
    repository: { ...repository, write: async (chart) => (await repository.write(chart)) ?? chart },
  };
}

/** The trail is told once the chart is written. */
function auditsAfterwards(desk: DeskDependencies): DeskDependencies {
  const { repository, table } = desk;
  let waiting: readonly Item[] = [];
  return {
    ...desk,
    table: {
      ...table,
      put: async (item) => {
        waiting = [...waiting, item];
      },
    },
    repository: {
      ...repository,
      write: async (chart) => {
        const written = await repository.write(chart);
        for (const item of waiting) await table.put(item);
        waiting = [];
        return written;
      },
    },
  };
}

/** Whoever reads a chart that holds alerts of another patient sees no answers to them. */
function readsOwnAnswersOnly(table: Table): Table {
  return {
    ...table,
    get: async (...given) => {
      const item = await table.get(...given);
      if (item === undefined) return item;
      const alerts = alertsOf(item).map((alert) => {
        if (alert.where === item.pk) return alert;
        const { acknowledgement: _, answers: __, ...unanswered } = alert;
        return unanswered;
      });
      return item.alerts === undefined ? item : { ...item, alerts };
    },
  };
}

/** As one who writes what it knew of an alert when it claimed it. */
function marksForgetAnswers(table: Table): Table {
  return {
    ...table,
    putVersion: async (item, expected) => {
      const stored = await table.get(item.pk, item.sk);
      const states = new Map(alertsOf(stored ?? item).map(({ id, delivery }) => [id, delivery.state]));
      const alerts = alertsOf(item).map((alert) => {
        if (alert.delivery.state !== 'sent' || states.get(alert.id) === 'sent') return alert;
        const { acknowledgement: _, answers: __, ...marked } = alert;
        return marked;
      });
      return table.putVersion({ ...item, alerts }, expected);
    },
  };
}

/** Wrong ways with what people answer. */
export const BAD_ANSWERS: readonly Defect[] = [
  { name: 'an answer given in a lost race is taken as given', desk: ignoresLostRace },
  { name: 'the audit trail is written after the answer', desk: auditsAfterwards },
  { name: 'the sweep sends what is answered', table: stopsNothing },
  { name: 'a snooze never ends', table: neverEnds },
  { name: 'the next result does not end the snooze that awaits it', table: awaitsNothing },
  { name: 'the answers to alerts of an absorbed patient are not read', table: readsOwnAnswersOnly },
  { name: 'what is marked as sent forgets its answer', table: marksForgetAnswers },
];

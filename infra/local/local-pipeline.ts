import { setTimeout as pause } from 'node:timers/promises';
import { createHandler as createAssess } from '../../functions/assess/handler.ts';
import { createHandler as createReceive } from '../../functions/receive/handler.ts';
import { createHandler as createRejudge } from '../../functions/rejudge/handler.ts';
import { createHandler as createSweep } from '../../functions/sweep/handler.ts';
import type { Operations, Publisher } from '../../shared/alerting/publisher.ts';
import { policiesOf } from '../../shared/chart/policies.ts';
import { createTeamOfPatient } from '../../shared/chart/team-of-patient.ts';
import { createDoor } from '../../shared/intake/accept.ts';
import { createControlIds } from '../../shared/intake/control-ids.ts';
import { createFeedDirectory } from '../../shared/intake/feed-directory.ts';
import { createFeedCheck, createFeedWatch } from '../../shared/intake/feed-watch.ts';
import { createFolderMessageStore } from '../../shared/intake/folder-message-store.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Config } from '../../shared/runtime/config.ts';
import { UnprocessableMessageError } from '../../shared/runtime/errors.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import type { Database } from './database/database-client.ts';
import { createLocalOperations } from './inbox/local-operations.ts';
import { createLocalPublisher } from './inbox/local-publisher.ts';
import { createDispatcher } from './queue/dispatcher.ts';
import { createLocalMessageQueue } from './queue/local-message-queue.ts';
import type { LocalCharts } from './table/local-charts.ts';

export type LocalPipelineParts = {
  readonly database: Database;
  readonly config: Config;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** Where archive and quarantine are kept. */
  readonly messageFolder: string;
  /** The charts, which publish what they raise. */
  readonly chartsOver: (publisher: Publisher, operations: Operations) => LocalCharts;
  /** Something that the inbox page shows has changed. */
  readonly onChanged: () => void;
};

/** As in AWS. */
const CHARTS_PER_SECOND = 100;

/** The same handlers as in AWS, with queue, topics and buckets on this machine. */
export function createLocalPipeline(parts: LocalPipelineParts) {
  const { database, config, clock, telemetry, onChanged } = parts;
  const { caps, policy, teams, fallbackTeam } = config;
  const feeds = createFeedDirectory(config);
  const operations = createLocalOperations(database, clock, onChanged);
  const publisher = createLocalPublisher({
    ...{ database, operations, teams, fallbackTeam, clock },
    onDelivered: onChanged,
  });
  const charts = parts.chartsOver(publisher, operations);
  const assess = createAssess({
    ...{ feeds, caps, policy, operations, clock, telemetry },
    chart: charts.service,
    resultKey: charts.resultKey,
    feedWatch: createFeedWatch(charts.table),
    store: createFolderMessageStore(parts.messageFolder),
    claims: { collect: noClaims },
    fates: { record: async (id, _feed, fate) => database.ask('recordFate', { id, fate }).then(onChanged) },
  });
  const dispatcher = createDispatcher({ database, operations, clock, telemetry, handler: assess });
  const queue = createLocalMessageQueue(database, dispatcher.wake);
  const door = createDoor({
    ...{ caps, feeds, clock, telemetry, queue },
    newControlId: createControlIds(),
  });
  return {
    charts,
    dispatcher,
    queue,
    door,
    receive: createReceive({ door, maxBytes: caps.httpBytes, telemetry }),
    rejudge: createRejudge({
      ...{ operations, clock, telemetry, perSecond: CHARTS_PER_SECOND },
      table: charts.table,
      listPatients: charts.listPatients,
      policies: policiesOf(config),
      reviewBy: charts.reviewBy,
      judge: charts.service.judge,
      teamOf: createTeamOfPatient(config),
      routing: config,
      pause: (ms) => pause(ms),
    }),
    sweep: createSweep({
      sweep: charts.sweep,
      checkFeeds: createFeedCheck({ table: charts.table, feeds: config.feeds, operations, clock, telemetry }),
      telemetry,
    }),
  };
}

/** The local queue holds whole messages of any length: nothing is ever deposited elsewhere. */
async function noClaims(): Promise<never> {
  throw new UnprocessableMessageError('queue-record', 'the local queue has no claims');
}

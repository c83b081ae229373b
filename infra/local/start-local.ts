import { createMllpServer, type MllpServer } from '../../functions/mllp-gateway/server.ts';
import { HOUR_MS } from '../../shared/clinical/instant.ts';
import { loadRegistry, parseRegistry, type RegistryRow } from '../../shared/intake/registry.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import type { Config } from '../../shared/runtime/config.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { openDataFolder } from './data-folder.ts';
import { connectDatabase, type Database } from './database/database-client.ts';
import { type LocalUser, localUsers } from './desk/desk-users.ts';
import { localDesk } from './desk/local-desk.ts';
import { expireMessages } from './expire-messages.ts';
import { createLiveEvents } from './http/live-events.ts';
import { openHttpDoor, portError } from './http/local-server.ts';
import { localRoutes } from './http/routes.ts';
import { createLocalPipeline } from './local-pipeline.ts';
import { createLocalTelemetry } from './local-telemetry.ts';
import type { LocalOptions } from './options.ts';
import { startRejudging } from './rejudging.ts';
import { type Repeating, repeat } from './repeating.ts';
import { LocalRuntimeError, lineOf } from './runtime-error.ts';
import { chooseConfig, type RegistryToLoad, registryToLoad } from './starting-data.ts';
import { startEmbeddedDynamoDb } from './table/embedded-dynamodb.ts';
import { createLocalCharts, type LocalCharts, openTable } from './table/local-charts.ts';
import { countFeeds } from './tools/count-feeds.ts';
import { toolRoutes } from './tools/tool-routes.ts';
import { patientKeyOfWhole, refuseTableAlone, rememberWhole } from './whole-folder.ts';

export type RunningLocal = {
  readonly httpPort: number;
  readonly mllpPort: number;
  readonly dataDir: string;
  /** Who may sign in to the desk. */
  readonly users: readonly LocalUser[];
  /** Answers what was read, finishes what is in hand, closes. */
  readonly stop: () => Promise<void>;
};

const SWEEP_EVERY_MS = 2_000;

/**
 * The whole pipeline on this machine. `onLost` is called when a part of it ends unasked.
 * @throws LocalRuntimeError with one line where it cannot start.
 */
export async function startLocal(
  options: LocalOptions,
  onLost: (error: Error) => void,
): Promise<RunningLocal> {
  const { telemetry, counts } = countFeeds(
    createLocalTelemetry((line) => console.error(line)),
    systemClock,
  );
  const folder = openDataFolder(options.dataDir);
  refuseTableAlone(folder);
  const database = await connectDatabase(folder.database, onLost);
  await prepareQueue(database, options);
  const chosen = chooseConfig(options, folder);
  const registry = await registryRows(options, database, chosen);
  const http = await openHttpDoor(options.httpPort, telemetry);
  const config = withDeskAt(http.port, chosen);
  const secret = await patientKeyOfWhole(folder, database);
  const dynamoDb = await startEmbeddedDynamoDb(folder.table, onLost);
  const table = await openTable(dynamoDb.endpoint);
  await rememberWhole(secret, database);
  const events = createLiveEvents(systemClock);
  const pipeline = createLocalPipeline({
    ...{ database, config, telemetry },
    clock: systemClock,
    messageFolder: folder.messages,
    chartsOver: (publisher, operations) =>
      createLocalCharts({ table, secret, config, publisher, operations, clock: systemClock, telemetry }),
    onChanged: events.changed,
  });
  const { charts, dispatcher, door, receive, sweep } = pipeline;
  const rejudging = startRejudging(pipeline.rejudge, telemetry);
  const mllp = createMllpServer({ door, telemetry, limits: { maxBytes: config.caps.mllpBytes } });
  const mllpPort = await listenMllp(mllp, options.mllpPort);
  const ports = { httpPort: http.port, mllpPort };
  const users = localUsers(folder, config);
  http.serve(
    localRoutes({
      desk: localDesk({
        ...{ client: table, charts, users, config, telemetry },
        clock: systemClock,
        httpPort: http.port,
      }),
      tools: toolRoutes({
        ...{ client: table, config, clock: systemClock, keys: charts.keys },
        ...{ chart: charts.service, database, onDelivered: events.changed },
        ...{ queue: pipeline.queue, counts },
        messageFolder: folder.messages,
      }),
      receive,
      rejudge: rejudging.command,
      charts,
      database,
      events,
      config,
      clock: systemClock,
      ports,
    }),
  );
  dispatcher.wake();
  const sweeping = repeat(sweep, SWEEP_EVERY_MS, (error) => telemetry.error('sweep-failed', error));
  const expiring = await expireHourly(folder.messages, telemetry);
  await loadPatients(registry, config, database, charts);
  return {
    ...ports,
    dataDir: folder.path,
    users,
    stop: async () => {
      events.close();
      await Promise.all([mllp.stop(), http.close()]);
      await Promise.all([dispatcher.stop(), sweeping.stop(), expiring.stop(), rejudging.stop()]);
      await dynamoDb.close();
      await database.close();
    },
  };
}

async function expireHourly(messageFolder: string, telemetry: Telemetry): Promise<Repeating> {
  const failed = (error: unknown) => telemetry.error('expiry-failed', error);
  const expire = () => expireMessages(messageFolder, systemClock.now());
  await expire().catch(failed);
  return repeat(expire, HOUR_MS, failed);
}

async function prepareQueue(database: Database, { redrive }: LocalOptions): Promise<void> {
  await database.ask('releaseAll', undefined);
  if (redrive) await database.ask('redrive', undefined);
}

/** The links of pages lead to this machine where the configuration names no desk of its own. */
function withDeskAt(port: number, config: Config): Config {
  const { hostname } = new URL(config.deskUrl);
  return hostname === '127.0.0.1' ? { ...config, deskUrl: `http://127.0.0.1:${port}` } : config;
}

async function listenMllp(mllp: MllpServer, port: number): Promise<number> {
  try {
    return await mllp.listen(port);
  } catch (error) {
    throw portError('--mllp-port', port, error);
  }
}

type RegistryRows = Pick<RegistryToLoad, 'remembered'> & { readonly rows: readonly RegistryRow[] };

async function registryRows(
  options: LocalOptions,
  database: Database,
  { policySets }: Config,
): Promise<RegistryRows | undefined> {
  const registry = await registryToLoad(options, database);
  if (!registry) return undefined;
  try {
    return { rows: parseRegistry(registry.csv, policySets), remembered: registry.remembered };
  } catch (error) {
    throw new LocalRuntimeError(`${registry.file}: ${lineOf(error)}`);
  }
}

async function loadPatients(
  registry: RegistryRows | undefined,
  { feeds }: Config,
  database: Database,
  { service }: LocalCharts,
): Promise<void> {
  if (!registry) return;
  await loadRegistry(registry.rows, { chart: service, feeds, loadedAt: systemClock.now() });
  await database.ask('remember', registry.remembered);
}

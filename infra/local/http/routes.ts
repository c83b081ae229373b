import { listedAlerts } from '../../../shared/chart/alert-listing.ts';
import { isoInstant } from '../../../shared/clinical/instant.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { Config } from '../../../shared/runtime/config.ts';
import type { Database } from '../database/database-client.ts';
import { renderInbox } from '../page/render-inbox.ts';
import type { LocalCharts } from '../table/local-charts.ts';
import { json, page, plain } from './answers.ts';
import { hl7Route, type ReceiveHandler } from './hl7-route.ts';
import type { LiveEvents } from './live-events.ts';
import type { Route, Routes } from './local-server.ts';
import { pageFiles } from './page-files.ts';
import { type RejudgeCommand, rejudgeRoute } from './rejudge-route.ts';
import { shareReading } from './share-reading.ts';

export type LocalRoutesParts = {
  readonly receive: ReceiveHandler;
  readonly rejudge: RejudgeCommand;
  readonly charts: Pick<LocalCharts, 'standingAlerts'>;
  readonly database: Database;
  readonly events: LiveEvents;
  readonly config: Config;
  readonly clock: Clock;
  /** The desk, and the sign-in to it. */
  readonly desk: Routes;
  /** What commands ask of it. */
  readonly tools: Routes;
  readonly ports: { readonly httpPort: number; readonly mllpPort: number };
};

/** How many deliveries the page shows; /inbox.json has all. */
const SHOWN_DELIVERIES = 500;

/** Everything the local HTTP server answers; the shapes are fixed (docs/architecture.md). */
export function localRoutes(parts: LocalRoutesParts): Routes {
  const { receive, rejudge, database, events, config, clock } = parts;
  const standingAlerts = shareReading(parts.charts.standingAlerts);
  const get = (route: Route) => new Map([['GET', route]]);
  return new Map([
    ['/hl7', new Map([['POST', hl7Route(receive, config.caps.httpBytes, clock)]])],
    ['/rejudge', new Map([['POST', rejudgeRoute(rejudge)]])],
    ['/', get(async () => page(await inboxPage(parts)))],
    ['/inbox.json', get(async () => json(await inboxRows(database)))],
    ['/alerts.json', get(async () => json(listedAlerts(await standingAlerts())))],
    ['/counts.json', get(async () => json(await database.ask('counts', undefined)))],
    ['/operations.json', get(async () => json(await noticeRows(database)))],
    ['/health', get(async () => json({ status: 'ok', queue: await database.ask('depth', undefined) }))],
    ['/events', get(async (_, response) => listen(events, response))],
    ...parts.desk,
    ...parts.tools,
    ...pageFiles().map(([path, file]) => [path, get(async () => file)] as const),
  ]);
}

async function inboxPage({ database, config, ports }: LocalRoutesParts): Promise<string> {
  const [deliveries, notices, counts, depth] = await Promise.all([
    database.ask('latestDeliveries', SHOWN_DELIVERIES),
    database.ask('notices', undefined),
    database.ask('counts', undefined),
    database.ask('depth', undefined),
  ]);
  return renderInbox({ teams: config.teams, deliveries, notices, counts, depth, ...ports });
}

async function inboxRows(database: Database) {
  const deliveries = await database.ask('deliveriesSince', 0);
  return deliveries.map(({ at, team, level, kind, protocol, to, subject, text, alertId, others }) => ({
    at: isoInstant(at),
    team,
    level,
    kind,
    protocol,
    to,
    subject,
    text,
    alertId,
    ...(others && { alertIds: [alertId, ...others] }),
  }));
}

async function noticeRows(database: Database) {
  const notices = await database.ask('notices', undefined);
  return notices.map(({ firstAt, lastAt, ...rest }) => ({
    ...rest,
    firstAt: isoInstant(firstAt),
    lastAt: isoInstant(lastAt),
  }));
}

const listen = async (events: LiveEvents, response: Parameters<LiveEvents['listen']>[0]) =>
  events.listen(response) ? undefined : plain(503, 'Too many inbox pages are open already.');

import { randomUUID } from 'node:crypto';
import { assessMessage } from '../../functions/assess/assess-message.ts';
import { composePage } from '../../shared/alerting/compose-page.ts';
import { createFreezeEscalation } from '../../shared/alerting/freeze-escalation.ts';
import { teamFor } from '../../shared/alerting/routing.ts';
import type { ChartEntry } from '../../shared/chart/chart.ts';
import type { ChartRepository } from '../../shared/chart/chart-repository.ts';
import { createChartService } from '../../shared/chart/create-chart-service.ts';
import { DEFAULT_CLAIM_TIMES } from '../../shared/chart/delivery.ts';
import type { Keys } from '../../shared/chart/keys.ts';
import { createPolicyOfPatient } from '../../shared/chart/policy-of-patient.ts';
import { judge } from '../../shared/clinical/judge.ts';
import { createFeedDirectory } from '../../shared/intake/feed-directory.ts';
import type { MessageQueue, QueuedMessage } from '../../shared/intake/message-queue.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Config } from '../../shared/runtime/config.ts';
import { isPermanent, UnprocessableMessageError } from '../../shared/runtime/errors.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import type { RehearsalReport, WouldBeRaised } from './rehearsal-report.ts';
import { rehearseCharts } from './rehearsed-charts.ts';

export type RehearsalParts = {
  readonly stored: Pick<ChartRepository, 'read' | 'chart'>;
  readonly keys: Keys;
  readonly config: Config;
  readonly clock: Clock;
};

/** Takes messages as the queue does; each is judged when `send` resolves, and nothing is kept or sent. */
export type Rehearsal = MessageQueue & { readonly report: () => Promise<RehearsalReport> };

/** What would come of messages, by the very functions that judge them, over the charts as they are stored. */
export function createRehearsal(parts: RehearsalParts): Rehearsal {
  const charts = rehearseCharts(parts.stored);
  const assess = createAssess(parts, charts);
  const fates = new Map<string, number>();
  return {
    send: async (messages) => {
      for (const message of messages) {
        const fate = await assess(message);
        fates.set(fate, (fates.get(fate) ?? 0) + 1);
      }
    },
    report: async () => ({
      fates: Object.fromEntries([...fates].sort(([a], [b]) => (a < b ? -1 : 1))),
      raised: (await charts.raised()).map((entry) => wouldBeRaised(entry, parts.config)),
    }),
  };
}

const SILENT: Telemetry = {
  info: () => {},
  warn: () => {},
  error: () => {},
  count: () => {},
  measure: () => {},
};

function createAssess({ config, keys, clock }: RehearsalParts, repository: ChartRepository) {
  const chart = createChartService({
    ...{ repository, keys, clock, judge, telemetry: SILENT },
    policyOf: createPolicyOfPatient(config),
    retention: config.retention,
    newToken: randomUUID,
    feedTeams: new Map(config.feeds.flatMap(({ id, team }) => (team === undefined ? [] : [[id, team]]))),
    freezeEscalation: createFreezeEscalation(config),
    publisher: { publish: async () => {} },
    composePage: (alert) => composePage(alert, config),
    admitPage: async () => true,
    claimTimes: DEFAULT_CLAIM_TIMES,
  });
  const operations = { tell: async () => {} };
  const { caps, policy } = config;
  const feeds = createFeedDirectory(config);
  const assessing = { chart, feeds, caps, policy, operations, operationsOnce: operations };
  return async (message: QueuedMessage): Promise<string> => {
    try {
      const { fate } = await assessMessage(message, { ...assessing, resultKey: keys.resultKey });
      return fate.is === 'judged' ? fate.is : `${fate.is}: ${fate.reason}`;
    } catch (error) {
      if (!isPermanent(error)) throw error;
      return `quarantined: ${error instanceof UnprocessableMessageError ? error.reason : error.code}`;
    }
  };
}

function wouldBeRaised(entry: ChartEntry, config: Config): WouldBeRaised {
  const { id: alertId, level, kind, rule, delivery } = entry;
  const team = teamFor(entry.team, config);
  return { alertId, level, kind, rule, team, pages: delivery.state !== 'none' };
}

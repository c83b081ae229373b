import { randomUUID } from 'node:crypto';
import { assessMessage } from '../../../functions/assess/assess-message.ts';
import { createLocalTelemetry } from '../../../infra/local/local-telemetry.ts';
import { composePage } from '../../../shared/alerting/compose-page.ts';
import { createFreezeEscalation } from '../../../shared/alerting/freeze-escalation.ts';
import type { ChartEntry } from '../../../shared/chart/chart.ts';
import type { ChartService } from '../../../shared/chart/chart-service.ts';
import { createChartService } from '../../../shared/chart/create-chart-service.ts';
import { DEFAULT_CLAIM_TIMES } from '../../../shared/chart/delivery.ts';
import { createKeys } from '../../../shared/chart/keys.ts';
import { createPolicyOfPatient } from '../../../shared/chart/policy-of-patient.ts';
import type { EpochMs } from '../../../shared/clinical/instant.ts';
import { judge } from '../../../shared/clinical/judge.ts';
import type { JudgeInput, Verdict } from '../../../shared/clinical/verdict.ts';
import type { Fate } from '../../../shared/intake/fate.ts';
import { createFeedDirectory } from '../../../shared/intake/feed-directory.ts';
import type { QueuedMessage } from '../../../shared/intake/message-queue.ts';
import { type PatientOfRegistry, recordRegistered } from '../../../shared/intake/register-patients.ts';
import type { Config } from '../../../shared/runtime/config.ts';
import { isPermanent, UnprocessableMessageError } from '../../../shared/runtime/errors.ts';
import { createVirtualClock } from '../../demo/virtual-clock.ts';
import { createMemoryCharts } from '../backtest/memory-charts.ts';

/** What came of one message. Patient data. */
export type PlayedMessage = {
  readonly fate: Fate;
  /** Keys of the facts that it brought. */
  readonly factKeys: ReadonlySet<string>;
  /** What the judge said of each patient, before what it raises was raised. */
  readonly verdicts: readonly Verdict[];
  /** Alerts that the charts did not hold before. */
  readonly raised: readonly ChartEntry[];
};

export type MessagePlayer = {
  readonly register: (patients: readonly PatientOfRegistry[], loadedAt: EpochMs) => Promise<unknown>;
  readonly play: (message: QueuedMessage) => Promise<PlayedMessage>;
};

/** The pipeline behind the queue, over charts in memory and at the time of each message. Nobody is paged. */
export function createMessagePlayer(config: Config, begins: EpochMs): MessagePlayer {
  const clock = createVirtualClock(begins);
  const charts = createMemoryCharts();
  const keys = createKeys({ secret: 'nothing is kept', version: '1' });
  const telemetry = createLocalTelemetry(() => {});
  const watched = createWatchedJudge();
  const service = createChartService({
    ...{ repository: charts, keys, clock, telemetry, judge: watched.judge },
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
  const feeds = createFeedDirectory(config);
  const operations = { tell: async () => {} };
  const { caps, policy } = config;
  const seen = new Set<string>();
  return {
    register: (patients, loadedAt) => recordRegistered(patients, { chart: service, loadedAt }),
    play: async (message) => {
      clock.moveTo(message.receivedAt);
      const factKeys = new Set<string>();
      const verdicts: Verdict[] = [];
      const chart: ChartService = {
        record: (patient, identity, fact) => {
          factKeys.add(keys.factKey(identity, fact));
          return service.record(patient, identity, fact);
        },
        link: service.link,
        judge: inTurn(async (key) => {
          watched.forget();
          const outcome = await service.judge(key);
          verdicts.push(...watched.first());
          return outcome;
        }),
      };
      const parts = { chart, feeds, caps, policy, operations, operationsOnce: operations };
      const fate = await fateOf(() => assessMessage(message, { ...parts, resultKey: keys.resultKey }));
      const raised = charts.raised().flatMap(({ entry }) => (seen.has(entry.id) ? [] : [entry]));
      for (const { id } of raised) seen.add(id);
      return { fate, factKeys, verdicts, raised };
    },
  };
}

/** The judge, with the first thing that it said since. */
function createWatchedJudge() {
  let first: Verdict | undefined;
  return {
    judge: (input: JudgeInput): Verdict => {
      const verdict = judge(input);
      first ??= verdict;
      return verdict;
    },
    forget: (): void => {
      first = undefined;
    },
    first: (): readonly Verdict[] => (first === undefined ? [] : [first]),
  };
}

/** One after the other, however many are asked for at once. */
function inTurn<Of, Answer>(work: (of: Of) => Promise<Answer>): (of: Of) => Promise<Answer> {
  let last: Promise<unknown> = Promise.resolve();
  return (of) => {
    const mine = last.then(() => work(of));
    last = mine.catch(() => {});
    return mine;
  };
}

async function fateOf(assess: () => ReturnType<typeof assessMessage>): Promise<Fate> {
  try {
    return (await assess()).fate;
  } catch (error) {
    if (!isPermanent(error)) throw error;
    return {
      is: 'quarantined',
      reason: error instanceof UnprocessableMessageError ? error.reason : error.code,
    };
  }
}

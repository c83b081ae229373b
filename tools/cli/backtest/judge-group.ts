import { composePage } from '../../../shared/alerting/compose-page.ts';
import { teamFor } from '../../../shared/alerting/routing.ts';
import type { PatientKey } from '../../../shared/chart/chart-service.ts';
import { createChartService } from '../../../shared/chart/create-chart-service.ts';
import { DEFAULT_CLAIM_TIMES } from '../../../shared/chart/delivery.ts';
import { judgeUnion } from '../../../shared/chart/judge-chart.ts';
import { createPolicyOfPatient } from '../../../shared/chart/policy-of-patient.ts';
import type { PatientFact } from '../../../shared/clinical/fact.ts';
import { DAY_MS, type EpochMs, epochMs, MINUTE_MS } from '../../../shared/clinical/instant.ts';
import { episodesOf, judge } from '../../../shared/clinical/judge.ts';
import type { JudgeInput, Verdict } from '../../../shared/clinical/verdict.ts';
import type { PatientIdentifier } from '../../../shared/hl7/patient-identifier.ts';
import { loadRegistry, type RegistryRow } from '../../../shared/intake/registry.ts';
import type { Config } from '../../../shared/runtime/config.ts';
import { isPermanent, UnprocessableMessageError } from '../../../shared/runtime/errors.ts';
import type { Telemetry } from '../../../shared/runtime/telemetry.ts';
import { createVirtualClock } from '../../demo/virtual-clock.ts';
import { type GroupAccount, groupAccount, type Look } from './account.ts';
import type { KeptFact, KeptLink } from './batch.ts';
import { createMemoryCharts } from './memory-charts.ts';
import { BACKTEST_KEYS } from './read-batch.ts';

/** Patients whom merges connect, or one: all that is known of them, in any order. */
export type PatientGroup = {
  readonly rows: readonly RegistryRow[];
  readonly facts: readonly KeptFact[];
  readonly links: readonly KeptLink[];
};

/**
 * Plays the messages of a few patients, each at the time at which it came, through the chart service over charts in memory,
 * and says what was raised and what was not.
 */
export async function judgeGroup(
  group: PatientGroup,
  config: Config,
  registeredAt: EpochMs,
): Promise<GroupAccount> {
  const playing = createPlaying(config, registeredAt);
  await playing.register(group.rows);
  for (const message of messagesOf(group)) await playing.message(message);
  return playing.account();
}

/** What one message brings for the patients of a group. */
type KeptMessage = {
  readonly at: number;
  readonly sequence: number;
  readonly facts: KeptFact[];
  readonly links: KeptLink[];
};

/** In the order of receipt: by the time of each, and of the same instant as they stand in the files. */
function messagesOf({ facts, links }: PatientGroup): readonly KeptMessage[] {
  const messages = new Map<number, KeptMessage>();
  const messageOf = ({ at, sequence }: Pick<KeptMessage, 'at' | 'sequence'>): KeptMessage => {
    const message = messages.get(sequence) ?? { at, sequence, facts: [], links: [] };
    messages.set(sequence, message);
    return message;
  };
  for (const fact of facts) messageOf(fact).facts.push(fact);
  for (const link of links) messageOf(link).links.push(link);
  return [...messages.values()].sort((a, b) => a.at - b.at || a.sequence - b.sequence);
}

/** Facts of registered patients expire: what was said of draws is noted down often enough before. */
const LOOK_EVERY_MS = 200 * DAY_MS;

function createPlaying(config: Config, registeredAt: EpochMs) {
  const clock = createVirtualClock(registeredAt);
  const charts = createMemoryCharts();
  const watched = createWatchedJudge();
  const dependencies = {
    ...{ repository: charts, clock, keys: BACKTEST_KEYS, telemetry: SILENT, judge: watched.judge },
    policyOf: createPolicyOfPatient(config),
  };
  const service = createChartService({
    ...dependencies,
    retention: config.retention,
    newToken: () => 'backtest',
    feedTeams: new Map(config.feeds.flatMap(({ id, team }) => (team === undefined ? [] : [[id, team]]))),
    freezeEscalation: () => undefined,
    publisher: { publish: async () => {} },
    composePage: (alert) => composePage(alert, config),
    admitPage: async () => true,
    claimTimes: DEFAULT_CLAIM_TIMES,
  });
  const patients = new Map<PatientKey, PatientIdentifier>();
  const looks: Look[] = [];
  const faults: string[] = [];
  let lookedAt: number = registeredAt;

  async function look(): Promise<void> {
    lookedAt = clock.now();
    const seen = new Set<string>();
    for (const patient of patients.keys()) {
      const { union } = await judgeUnion(dependencies, patient);
      if (seen.has(union.root.pk)) continue;
      seen.add(union.root.pk);
      const { input, verdict } = watched.last();
      looks.push({ judgements: verdict.judgements(), episodes: episodesOf(input), patients });
    }
  }

  async function message({ at, facts, links }: KeptMessage): Promise<void> {
    clock.moveTo(epochMs(at));
    const concerned = new Set<PatientKey>();
    for (const { patient, identity, fact } of facts) {
      await orFault(faults, async () => {
        const key = await service.record(patient, identity, JSON.parse(fact) as PatientFact);
        patients.set(key, patient);
        concerned.add(key);
      });
    }
    for (const { event, sentAt } of links) {
      await orFault(faults, async () => {
        concerned.add(await service.link(event, epochMs(sentAt)));
      });
    }
    for (const key of concerned) await orFault(faults, () => service.judge(key));
    if (clock.now() - lookedAt > LOOK_EVERY_MS) await look();
  }

  return {
    register: (rows: readonly RegistryRow[]) =>
      loadRegistry(rows, { chart: service, feeds: config.feeds, loadedAt: registeredAt }),
    message,
    account: async (): Promise<GroupAccount> => {
      await orFault(faults, look);
      const raised = charts.raised().map((one) => ({ ...one, team: teamFor(one.entry.team, config) }));
      const drawWindowMs = config.policy.draw.windowMinutes * MINUTE_MS;
      return groupAccount({ raised, looks, faults, drawWindowMs });
    },
  };
}

/** The judge, with what it was asked and said last. */
function createWatchedJudge() {
  let last: { readonly input: JudgeInput; readonly verdict: Verdict } | undefined;
  return {
    judge: (input: JudgeInput): Verdict => {
      const verdict = judge(input);
      last = { input, verdict };
      return verdict;
    },
    last: () => {
      if (last === undefined) throw new Error('nothing was judged yet');
      return last;
    },
  };
}

/** What no chart can hold would put its message into quarantine; the others go on. */
async function orFault(faults: string[], work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isPermanent(error)) throw error;
    faults.push(error instanceof UnprocessableMessageError ? error.reason : error.code);
  }
}

const nothing = (): void => {};
const SILENT: Telemetry = { info: nothing, warn: nothing, error: nothing, count: nothing, measure: nothing };

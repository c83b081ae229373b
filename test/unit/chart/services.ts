import type { OperationsNotice, Page } from '../../../shared/alerting/publisher.ts';
import type { SweepDependencies } from '../../../shared/alerting/sweep.ts';
import { createChartRepository } from '../../../shared/chart/chart-repository.ts';
import type { ChartDependencies } from '../../../shared/chart/create-chart-service.ts';
import { DEFAULT_CLAIM_TIMES } from '../../../shared/chart/delivery.ts';
import { stepOf } from '../../../shared/chart/escalation.ts';
import { retentionSchema } from '../../../shared/chart/stored-fact.ts';
import type { Table } from '../../../shared/chart/table.ts';
import { plusMs } from '../../../shared/clinical/instant.ts';
import { defaultPolicy } from '../../../shared/clinical/policy.ts';
import type { Judge, Verdict } from '../../../shared/clinical/verdict.ts';
import { keys, NOW, quietTable } from './charts.ts';

export const NOTHING: Verdict = { raised: [], judgements: () => [], registered: false };

type Parts = ChartDependencies & SweepDependencies;

/** What a service or sweep works with, over a table in memory, with what was published, counted and logged. */
export function partsOf(given: Partial<Parts> & { readonly wrap?: (table: Table) => Table } = {}) {
  const { wrap = (same) => same, ...rest } = given;
  const { table: plain, memory } = quietTable();
  const table = wrap(plain);
  const pages: Page[] = [];
  const logged: string[] = [];
  const metrics: unknown[][] = [];
  const notices: OperationsNotice[] = [];
  const pauses: number[] = [];
  const time = { passed: 0 };
  let tokens = 0;
  const parts: Parts = {
    ...{ table, keys, retention: retentionSchema.parse({}) },
    feedTeams: new Map(),
    freezeEscalation: () => undefined,
    policyOf: () => ({ policy: defaultPolicy }),
    repository: createChartRepository(table, 1),
    judge: () => NOTHING,
    publisher: { publish: async (page) => void pages.push(page) },
    composePage: ({ alertId, team = 'fallback', level, kind, repeat, escalation }) => ({
      ...{ alertId, team, level, kind, repeat, subject: '', sms: '', email: '' },
      contacts: escalation?.contacts ?? ['first'],
      step: stepOf(escalation),
    }),
    admitPage: async () => true,
    operations: { tell: async (notice) => void notices.push(notice) },
    pause: async (ms) => void pauses.push(ms),
    clock: { now: () => plusMs(NOW, time.passed) },
    claimTimes: DEFAULT_CLAIM_TIMES,
    telemetry: {
      info: () => {},
      warn: (event) => void logged.push(event),
      error: (event) => void logged.push(event),
      count: (...metric) => void metrics.push(metric),
      measure: (...metric) => void metrics.push(metric),
    },
    ...{ dueShards: 1, chartsPerShard: 10, newToken: () => `token${++tokens}` },
    ...rest,
  };
  return {
    parts,
    pages,
    logged,
    metrics,
    notices,
    pauses,
    time,
    memory,
    plain: createChartRepository(plain, 1),
  };
}

/** A judge that says these things, one after the other, and then nothing. */
export function saying(...verdicts: readonly Partial<Verdict>[]): Judge {
  const rest = verdicts.values();
  return () => ({ ...NOTHING, ...rest.next().value });
}

import type { Figure } from './figure.ts';
import { PEER_READERS } from './peer-readers.ts';

/** What is measured together, in a process of its own. */
export type Case = {
  /** Its heading in docs/performance.md; cases of the same title share one table. */
  readonly title: string;
  readonly measure: () => Promise<readonly Figure[]>;
};

const READ = 'Full read, beside other readers';

export const CASES: ReadonlyMap<string, Case> = new Map<string, Case>([
  [
    'limits',
    {
      title: 'What this machine can do at best',
      measure: async () => (await import('./cases/limits.ts')).measureLimits(),
    },
  ],
  ['scan', { title: 'Scan', measure: async () => (await import('./cases/scan.ts')).measureScan() }],
  ['read', { title: READ, measure: async () => (await import('./cases/full-read.ts')).measureFullRead() }],
  ...[...PEER_READERS].map(([id, peer]): [string, Case] => [
    `read-${id}`,
    { title: READ, measure: async () => (await import('./cases/full-read.ts')).measurePeerRead(peer) },
  ]),
  ['judge', { title: 'Judge', measure: async () => (await import('./cases/judge.ts')).measureJudge() }],
  [
    'assess',
    {
      title: 'Our own code, end to end in memory',
      measure: async () => (await import('./cases/assess.ts')).measureAssess(),
    },
  ],
  [
    'naive',
    {
      title: 'Beside a naive pipeline',
      measure: async () => (await import('./cases/naive.ts')).measureNaive(),
    },
  ],
  [
    'intake',
    {
      title: 'Acknowledged by MLLP',
      measure: async () => (await import('./cases/intake.ts')).measureIntake(),
    },
  ],
  [
    'drain',
    {
      title: 'Acknowledged and judged',
      measure: async () => (await import('./cases/drain.ts')).measureDrain(),
    },
  ],
  [
    'page',
    {
      title: 'From a result to its page',
      measure: async () => (await import('./cases/page-latency.ts')).measurePageLatency(),
    },
  ],
  [
    'backtest',
    {
      title: 'A backtest',
      measure: async () => (await import('./cases/backtest.ts')).measureBacktest(),
    },
  ],
  [
    'start',
    { title: 'Start on one machine', measure: async () => (await import('./cases/start.ts')).measureStart() },
  ],
  [
    'bundles',
    {
      title: 'Functions in a fresh process',
      measure: async () => (await import('./cases/bundles.ts')).measureBundles(),
    },
  ],
  [
    'memory',
    { title: 'Memory of `assess`', measure: async () => (await import('./cases/memory.ts')).measureMemory() },
  ],
  ['growth', { title: 'Growth', measure: async () => (await import('./cases/growth.ts')).measureGrowth() }],
  [
    'backlog',
    {
      title: 'A backlog, and a nation’s year on paper',
      measure: async () => (await import('./cases/backlog.ts')).measureBacklog(),
    },
  ],
]);

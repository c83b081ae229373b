import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../shared/runtime/clock.ts';
import { type Addresses, ANY_PORTS, type LaunchedLocal, launchLocal } from '../e2e/launch-local.ts';
import { faultsOf, isRepeat } from './check.ts';
import { type Lane, type Ledger, newLedger, sendLane } from './lane.ts';
import { keptIn, toldWhenSettled, waitingIn } from './observe.ts';
import {
  type Kill,
  LANES,
  PHASES,
  type Phase,
  type Round,
  registryOf,
  type ScriptNumbers,
  scriptOf,
} from './schedule.ts';

/** What happened to one data folder, from its first start to the last. */
export type FolderPlayed = {
  readonly kills: Readonly<Record<Phase, number>>;
  readonly sent: number;
  readonly acknowledged: number;
  readonly received: number;
  readonly alerts: number;
  readonly pages: number;
  readonly repeats: number;
  /** Messages that a start found in the queue: acknowledged, and not yet judged when the process was killed. */
  readonly found: number;
  readonly faults: readonly string[];
  /** Kept where there are faults. */
  readonly dataDir: string;
};

export type FolderToPlay = ScriptNumbers & {
  /** For Node, before the entry. */
  readonly nodeArgs?: readonly string[];
  readonly onRound?: () => void;
};

/** Plays rounds on one new data folder, each ended by kill -9, then lets it finish and holds it against the truth. */
export async function playFolder(folder: FolderToPlay): Promise<FolderPlayed> {
  const { nodeArgs = [], onRound } = folder;
  const script = scriptOf(folder, systemClock.now());
  const home = await mkdtemp(join(tmpdir(), 'calcium-alerts-crash-'));
  const dataDir = join(home, 'data');
  const registry = join(home, 'registry.csv');
  await writeFile(registry, registryOf(script.courses));
  const args = ['--data-dir', dataDir, '--registry', registry, ...ANY_PORTS];
  const playing: Playing = {
    launch: () => launchLocal(args, nodeArgs),
    lanes: LANES.map((door) => ({ door, waiting: [] })),
    ledger: newLedger(),
    startMs: FIRST_START_MS,
    found: 0,
  };
  const kills: Record<Phase, number> = Object.fromEntries(PHASES.map((phase) => [phase, 0])) as never;
  for (const round of script.rounds) {
    await playRound(round, playing);
    kills[round.kill.phase] += 1;
    onRound?.();
  }
  const told = await finish(playing);
  const observed = { ...told, ...(await keptIn(dataDir)) };
  const faults = faultsOf(script, playing.ledger, observed);
  if (faults.length === 0) await rm(home, { recursive: true });
  return {
    ...{ kills, faults, dataDir },
    sent: sum(playing.ledger.sent),
    acknowledged: sum(playing.ledger.acknowledged),
    received: observed.counts.received,
    alerts: observed.alerts.length,
    pages: observed.inbox.length,
    repeats: observed.inbox.filter(isRepeat).length,
    found: playing.found,
  };
}

type Playing = {
  readonly launch: () => LaunchedLocal;
  readonly lanes: readonly Lane[];
  readonly ledger: Ledger;
  /** How long the last start took that was let go to its end. */
  startMs: number;
  found: number;
};

const FIRST_START_MS = 1_500;
/** The sweep comes so long after the start; a little before it, so that the kill falls around it. */
const BEFORE_THE_SWEEP_MS = 1_950;

async function playRound({ kill, lanes }: Round, playing: Playing): Promise<void> {
  lanes.forEach((messages, index) => {
    playing.lanes[index]?.waiting.push(...messages);
  });
  const began = performance.now();
  const local = playing.launch();
  if (kill.phase === 'start-up') {
    await Promise.race([local.ready, pause(kill.share * playing.startMs)]);
  } else {
    const addresses = await local.ready;
    playing.startMs = performance.now() - began;
    playing.found += await waitingIn(addresses);
    await killedWhileRunning(kill, local, addresses, playing);
  }
  local.signal('SIGKILL');
  const wrong = endedByItself(kill, await local.ended);
  if (wrong) playing.ledger.wrong.push(`${wrong}: ${local.errors()}`);
}

/** A process that ended before it was killed would hide behind the next start. */
export function endedByItself({ phase }: Pick<Kill, 'phase'>, code: number | null): string | undefined {
  if (code === null || (phase === 'shutdown' && code === 0)) return undefined;
  return `a process ended by itself with ${code}`;
}

async function killedWhileRunning(
  { phase, share, afterMs }: Kill,
  local: LaunchedLocal,
  addresses: Addresses,
  playing: Playing,
): Promise<void> {
  if (phase === 'recovery') return pause(afterMs);
  const sweepAt = performance.now() + BEFORE_THE_SWEEP_MS;
  await acknowledged(share, addresses, playing, phase === 'load' ? () => local.signal('SIGKILL') : () => {});
  if (phase === 'sweep') await pause(Math.max(0, sweepAt - performance.now()));
  if (phase === 'shutdown') local.signal('SIGTERM');
  await pause(afterMs);
}

/** Resolves once this share of what waits was acknowledged; the lanes go on. `then` is called at that moment. */
async function acknowledged(
  share: number,
  addresses: Addresses,
  { lanes, ledger }: Playing,
  then: () => void,
): Promise<void> {
  const waiting = lanes.reduce((total, lane) => total + lane.waiting.length, 0);
  let left = Math.max(1, Math.ceil(share * waiting));
  const { promise, resolve } = Promise.withResolvers<void>();
  const onAcknowledged = () => {
    left -= 1;
    if (left !== 0) return;
    then();
    resolve();
  };
  const sending = Promise.all(lanes.map((lane) => sendLane(lane, addresses, ledger, onAcknowledged)));
  await Promise.race([promise, sending]);
}

/** Starts once more, sends what is left, waits until nothing is left to do, and ends it in order. */
async function finish({ launch, lanes, ledger }: Playing) {
  const local = launch();
  const addresses = await local.ready;
  await Promise.all(lanes.map((lane) => sendLane(lane, addresses, ledger, () => {})));
  const unsent = lanes.reduce((total, { waiting }) => total + waiting.length, 0);
  if (unsent > 0) ledger.wrong.push(`${unsent} messages were not taken though nobody was killed`);
  const told = await toldWhenSettled(addresses);
  local.signal('SIGTERM');
  const code = await local.ended;
  if (code !== 0) ledger.wrong.push(`the last process ended with ${code}: ${local.errors()}`);
  return told;
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, n) => total + n, 0);
}

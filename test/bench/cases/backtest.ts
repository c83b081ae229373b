import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { writeBacktestFiles } from '../backtest-files.ts';
import { countedFigure, type Figure, medianFigure } from '../figure.ts';

const PROGRAM = fileURLToPath(new URL('../../../tools/cli/main.ts', import.meta.url));
const CONFIG = fileURLToPath(new URL('../../../tools/samples/calcium-alerts.config.json', import.meta.url));
const MESSAGES = 40_000;
/** The same files again and again: what is read is the same work, and facts that are known already are kept once more. */
const TIMES = 5;
const RUNS = 3;

/** `backtest` as a user runs it: months of a laboratory in five files, by two policies. */
export async function measureBacktest(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-bench-backtest-'));
  try {
    const { file, registry } = await writeBacktestFiles(folder, MESSAGES);
    const against = join(folder, 'milder.json');
    writeFileSync(against, JSON.stringify({ level: { urgentFromTotalMgPerDl: '12.5' } }));
    const files = Array.from({ length: TIMES }, () => file);
    const runs = [];
    for (let run = 0; run < RUNS; run += 1) {
      runs.push(await timedRun([...files, '-r', registry, '-c', CONFIG, '--against', against]));
    }
    const name = `backtest of ${TIMES * MESSAGES} messages (${Math.round((TIMES * statSync(file).size) / 1e6)} MB), by two policies`;
    return [
      medianFigure(
        `${name}, the start of the program included`,
        'messages/s',
        runs.map(({ ms }) => ((TIMES * MESSAGES) / ms) * 1_000),
        { target: { is: 'at least', value: 10_000 } },
      ),
      medianFigure(
        'processor time of a message in a backtest',
        'ms a message',
        runs.map(({ processMs }) => processMs / (TIMES * MESSAGES)),
      ),
      countedFigure('the most memory a backtest took', 'MB', Math.max(...runs.map(({ peakMb }) => peakMb))),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The process itself tells what it took when it ends. */
const TELL =
  'process.on("exit",()=>{const u=process.resourceUsage();console.error("took",u.maxRSS,u.userCPUTime+u.systemCPUTime)})';

type Run = { readonly ms: number; readonly processMs: number; readonly peakMb: number };

async function timedRun(args: readonly string[]): Promise<Run> {
  const begun = performance.now();
  const { stderr } = await promisify(execFile)(process.execPath, [
    ...['--import', `data:text/javascript,${encodeURIComponent(TELL)}`],
    ...[PROGRAM, 'backtest', ...args],
  ]);
  const ms = performance.now() - begun;
  const [, kilobytes = '', microseconds = ''] = /took (\d+) (\d+)/.exec(stderr) ?? [];
  return { ms, processMs: Number(microseconds) / 1_000, peakMb: Number(kilobytes) / 1_024 };
}

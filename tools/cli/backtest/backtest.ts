import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Config } from '../../../shared/runtime/config.ts';
import { CannotRunError, EXIT, type ExitCode } from '../exit-codes.ts';
import { listFiles, whyUnwritable } from '../messages/list-files.ts';
import { loadConfig, loadRegistryRows } from '../site-files.ts';
import type { Terminal } from '../terminal.ts';
import { compare } from './compare.ts';
import type { Crew, CrewSetup } from './crew.ts';
import { csvLines, type ToldInCsv } from './csv.ts';
import { type History, readHistory } from './history.ts';
import { judgeAll } from './judge-all.ts';
import { isAmiss, type Report, reportOf } from './report.ts';
import { reportHtml } from './report-html.ts';
import { reportText } from './report-text.ts';
import { type PolicyFiles, type Site, sitesOf } from './site.ts';
import { summaryOf } from './summary.ts';
import { createThreads } from './threads.ts';

export type BacktestOptions = PolicyFiles & {
  readonly registry: string;
  readonly config?: string;
  readonly csv?: string;
  readonly html?: string;
  readonly json?: boolean;
};

/** So many threads read and judge; `setup` tells each of them all it needs. */
export type OpenCrew = (setup: CrewSetup) => Crew;

const allProcessors: OpenCrew = (setup) => createThreads(availableParallelism(), setup);

/** Plays messages of the past, and says who would have been paged. Ends as amiss where the counts say too little. */
export async function backtest(
  paths: readonly string[],
  options: BacktestOptions,
  terminal: Terminal,
  openCrew: OpenCrew = allProcessors,
): Promise<ExitCode> {
  const config = await loadConfig(options.config);
  const sites = await sitesOf(config, options);
  const rows = await loadRegistryRows(options.registry, config);
  const files = await listFiles(paths);
  const crew = openCrew({ ...setupOf(sites), now: terminal.now() });
  try {
    const history = await readHistory(files, { crew, config, rows, terminal });
    const { report, told } = await judgeHistory(history, sites, { crew, terminal, files: files.length });
    if (options.csv !== undefined) {
      await written('--csv', options.csv, [...csvLines(told), ''].join('\n'));
      terminal.tell(`${options.csv} holds patient data: keep it where that may be`);
    }
    if (options.html !== undefined) await written('--html', options.html, reportHtml(report));
    terminal.print(options.json ? JSON.stringify(report, undefined, 2) : reportText(report));
    return isAmiss(report) ? EXIT.amiss : EXIT.ok;
  } finally {
    await crew.close();
  }
}

/** Policies that read alike share what was understood. */
function setupOf(sites: readonly [Site, ...Site[]]): Pick<CrewSetup, 'readings' | 'judging'> {
  const readingOf = ({ config }: Site) => JSON.stringify(config.policy.reading);
  const [first, ...others] = sites;
  const known = [readingOf(first)];
  const readings: [Config, ...Config[]] = [first.config];
  for (const site of others) {
    if (known.includes(readingOf(site))) continue;
    known.push(readingOf(site));
    readings.push(site.config);
  }
  return {
    readings,
    judging: sites.map((site) => ({ config: site.config, reading: known.indexOf(readingOf(site)) })),
  };
}

type Judging = { readonly crew: Crew; readonly terminal: Terminal; readonly files: number };

async function judgeHistory(
  history: History,
  sites: readonly Site[],
  { crew, terminal, files }: Judging,
): Promise<{ readonly report: Report; readonly told: readonly ToldInCsv[] }> {
  const policies = [];
  const told: ToldInCsv[] = [];
  for (const [by, { name, config }] of sites.entries()) {
    const judged = await judgeAll(history, by, { crew, terminal });
    policies.push(await summaryOf(name, judged, config));
    told.push({ name, judged });
  }
  const [first, second] = told;
  if (first === undefined || second === undefined) {
    return { report: reportOf(history, files, { policies }), told };
  }
  const { comparison, ...changes } = compare(first.judged, second.judged);
  return {
    report: reportOf(history, files, { policies, comparison }),
    told: [
      { ...first, changes: changes.first },
      { ...second, changes: changes.second },
    ],
  };
}

/** For the eyes of whoever runs it alone, until they decide otherwise. */
const OWNER_ONLY = 0o600;

async function written(option: string, path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { mode: OWNER_ONLY });
  } catch (error) {
    throw new CannotRunError(`${option} ${path} ${whyUnwritable(error)}`);
  }
}

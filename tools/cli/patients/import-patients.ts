import { nameOf, type PatientOfRegistry, REMOVED } from '../../../shared/intake/register-patients.ts';
import { registeredBy } from '../../../shared/intake/registry.ts';
import {
  type RegistryDifferences,
  registryDifferences,
} from '../../../shared/intake/registry-differences.ts';
import { CannotRunError, EXIT, type ExitCode } from '../exit-codes.ts';
import { onTarget, type TargetOptions } from '../target.ts';
import type { Progress, Terminal } from '../terminal.ts';
import { type ImportReport, importJson, importText } from './import-text.ts';
import { readPatients } from './read-patients.ts';
import { type RegistrySite, registrySite } from './registry-site.ts';

export type ImportOptions = TargetOptions & {
  readonly dryRun?: boolean;
  readonly prune?: boolean;
  readonly yes?: boolean;
  readonly reveal?: boolean;
  readonly json?: boolean;
  readonly authority?: ReadonlyMap<string, string>;
  readonly team?: string;
};

/** Brings the registry to what a file says. Ends as amiss where a dry run finds something to do. */
export async function importPatients(
  path: string,
  options: ImportOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return onTarget(options, async (target) => {
    const site = await registrySite(target, terminal);
    const { config } = site;
    const reading = { config, authorities: options.authority ?? new Map(), team: options.team ?? '' };
    const { rows, leftOut } = await readPatients(path, reading);
    const differences = registryDifferences(registeredBy(rows, config.feeds), await site.standing());
    const { dryRun = false, prune = false, json = false, reveal = false } = options;
    const unknownTeams = unknownTeamsOf(differences, config.teams);
    const report = { path, rows: rows.length, leftOut, differences, prune, dryRun, unknownTeams };
    const load = toLoad(differences, prune);
    if (prune) refuseToEmpty(differences, options);
    const done = dryRun ? undefined : await loaded(load, site, terminal);
    const whole: ImportReport = { ...report, ...(done && { done }) };
    terminal.print(json ? importJson(whole, reveal) : importText(whole, reveal));
    return dryRun && load.length > 0 ? EXIT.amiss : EXIT.ok;
  });
}

function toLoad(
  { added, changed, absent }: RegistryDifferences,
  prune: boolean,
): readonly PatientOfRegistry[] {
  const removed = prune ? absent.map(({ patient }) => ({ patient, rows: [REMOVED] })) : [];
  return [...added, ...changed.map(({ after }) => after), ...removed];
}

const MOST_PRUNED = 0.2;

/** The wrong file would take everybody out. */
function refuseToEmpty(
  { absent, changed, same }: RegistryDifferences,
  { yes = false, dryRun = false }: ImportOptions,
): void {
  const all = absent.length + changed.length + same;
  if (yes || dryRun || absent.length <= all * MOST_PRUNED) return;
  throw new CannotRunError(
    `--prune would take ${absent.length} of ${all} patients out of the registry; look at it with --dry-run, and give --yes if that is meant`,
  );
}

function unknownTeamsOf(
  { added, changed }: RegistryDifferences,
  teams: RegistrySite['config']['teams'],
): readonly string[] {
  const known = new Set(teams.map(({ id }) => id));
  const named = [...added, ...changed.map(({ after }) => after)].flatMap(({ rows }) =>
    rows.flatMap(({ team }) => team ?? []),
  );
  return [...new Set(named)].filter((team) => !known.has(team)).sort();
}

const PORTION = 500;

async function loaded(
  patients: readonly PatientOfRegistry[],
  site: RegistrySite,
  terminal: Terminal,
): Promise<ImportReport['done']> {
  const loadedAt = terminal.now();
  const progress = terminal.progress(patients.length * 2, 'steps');
  try {
    const recorded = await inPortions(patients, progress, (some) => site.record(some, loadedAt));
    const keys = [...new Set(recorded.flatMap((some) => [...some]))];
    const judged = await inPortions(keys, progress, (some) => site.judge(some));
    return {
      patients: new Set(patients.map(({ patient }) => nameOf(patient))).size,
      raised: judged.reduce((sum, { raised }) => sum + raised, 0),
      paged: judged.reduce((sum, { paged }) => sum + paged, 0),
    };
  } catch (error) {
    terminal.tell('The import was cut short: import the file again, then npx calcium-alerts rejudge.');
    throw error;
  } finally {
    progress.stop();
  }
}

async function inPortions<Of, Answer>(
  all: readonly Of[],
  progress: Progress,
  work: (some: readonly Of[]) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let first = 0; first < all.length; first += PORTION) {
    const some = all.slice(first, first + PORTION);
    answers.push(await work(some));
    progress.add(some.length);
  }
  return answers;
}

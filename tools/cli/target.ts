import { type Command, InvalidArgumentError } from 'commander';
import { askingAws, type DeployedTarget, type DeploymentOptions, openDeployment } from './deployed-target.ts';
import { CannotRunError } from './exit-codes.ts';
import { type LocalTarget, localTarget, openDataDir } from './local-target.ts';

/** Where a command works: `npm start` on this machine, or a deployment in AWS. */
export type Target = LocalTarget | DeployedTarget;

/** What a user says of it. Nothing said is `npm start` under its usual address. */
export type TargetOptions = {
  readonly url?: string;
  readonly dataDir?: string;
  readonly deployment?: string;
  readonly region?: string;
  readonly config?: string;
};

const USUAL_URL = 'http://127.0.0.1:8080';

/** Adds the options that say where a command works. */
export function withTargetOptions(command: Command): Command {
  return command
    .option('--url <url>', `npm start running on this machine (default: ${USUAL_URL})`, webAddress)
    .option(
      '--data-dir <folder>',
      'the data folder of an npm start that is not running: it runs while the command does, and does what waits there',
    )
    .option('-d, --deployment <name>', 'in AWS: dev, prod, prod-north')
    .option('--region <region>', 'where that is deployed (default: as the AWS tools find it)')
    .option(
      '-c, --config <file>',
      'the configuration that was deployed (default: calcium-alerts.config.json; on this machine that of npm start)',
    );
}

/** Adds the options of a command that works in AWS alone. */
export function withDeploymentOptions(command: Command): Command {
  return command
    .requiredOption(
      '-d, --deployment <name>',
      'the environment, and the cell if there are several: dev, prod, prod-north',
    )
    .option('--region <region>', 'where that is deployed (default: as the AWS tools find it)')
    .option(
      '-c, --config <file>',
      'the configuration that was deployed (default: calcium-alerts.config.json)',
    );
}

/** Does the work in a deployment. */
export function onDeployment<Of>(
  options: DeploymentOptions,
  work: (target: DeployedTarget) => Promise<Of>,
): Promise<Of> {
  return askingAws(options.deployment, async () => work(await openDeployment(options)));
}

function webAddress(text: string): string {
  if (URL.canParse(text) && new URL(text).protocol === 'http:') return new URL(text).origin;
  throw new InvalidArgumentError(`give an address such as ${USUAL_URL}.`);
}

/**
 * Does the work there, and lets go of it.
 * @throws CannotRunError where nothing answers there, or two places are named
 */
export async function onTarget<Of>(
  options: TargetOptions,
  work: (target: Target) => Promise<Of>,
): Promise<Of> {
  const { url, dataDir, deployment, region, config } = options;
  const named = [url, dataDir, deployment].filter((place) => place !== undefined);
  if (named.length > 1) throw new CannotRunError('--url, --data-dir, --deployment: give one of them');
  if (deployment !== undefined) {
    return onDeployment({ deployment, ...(region && { region }), ...(config && { config }) }, work);
  }
  if (region !== undefined) throw new CannotRunError('--region: is for --deployment');
  if (dataDir !== undefined) return openDataDir(dataDir, work);
  return work(localTarget(url ?? USUAL_URL));
}

import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Config } from '../../shared/runtime/config.ts';
import { createClients } from '../preflight/clients.ts';
import { type Deployed, gatherStacks } from '../preflight/gather-stacks.ts';
import { CannotRunError } from './exit-codes.ts';
import { loadSiteConfig } from './site-files.ts';

/** A deployment in AWS, reached with the rights of whoever runs the command. */
export type DeployedTarget = {
  readonly is: 'deployed';
  readonly deployment: string;
  readonly settings: { readonly region?: string };
  readonly clients: TargetClients;
  readonly deployed: Deployed;
  /** The physical id of the first resource of this type whose logical id begins so. */
  readonly named: (type: string, logicalId: string) => string;
  /** What a function is told by its environment: `assess`, `receive`, `sweep` … */
  readonly environmentOf: (entry: string) => Promise<ReadonlyMap<string, string>>;
  /** The configuration that was deployed, by the file of this machine, with the address of the deployed desk. */
  readonly config: () => Promise<Config>;
};

export type TargetClients = ReturnType<typeof createTargetClients>;

function createTargetClients(settings: { readonly region?: string }) {
  return {
    ...createClients(settings),
    s3: new S3Client(settings),
    secrets: new SecretsManagerClient(settings),
  };
}

/** What a user says of a deployment. */
export type DeploymentOptions = {
  readonly deployment: string;
  readonly region?: string;
  readonly config?: string;
};

const SITE_CONFIG = 'calcium-alerts.config.json';

/** @throws CannotRunError where there is no such deployment */
export async function openDeployment(options: DeploymentOptions): Promise<DeployedTarget> {
  const { deployment, region, config: file = SITE_CONFIG } = options;
  const settings = region === undefined ? {} : { region };
  const clients = createTargetClients(settings);
  const deployed = await gatherStacks(clients.cloudFormation, deployment);
  const missing = deployed.stacks.filter(({ status }) => status === 'MISSING').map(({ name }) => name);
  if (missing.length > 0) {
    throw new CannotRunError(
      `--deployment ${deployment}: there is no ${missing.join(', ')}; deploy it, or name another`,
    );
  }
  const named = (type: string, logicalId: string): string => {
    const found = deployed.resources.find((one) => one.type === type && one.logicalId.startsWith(logicalId));
    if (found === undefined) {
      throw new CannotRunError(`--deployment ${deployment}: has no ${logicalId}; deploy it again`);
    }
    return found.physicalId;
  };
  const environmentOf = async (entry: string) => {
    const FunctionName = named('AWS::Lambda::Function', `${entry}Function`);
    const { Environment } = await clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    return new Map(Object.entries(Environment?.Variables ?? {}));
  };
  return {
    is: 'deployed',
    ...{ deployment, settings, clients, deployed, named, environmentOf },
    config: async () => {
      const config = await loadSiteConfig(file);
      const deskUrl = (await environmentOf('assess')).get('DESK_URL');
      return deskUrl === undefined ? config : { ...config, deskUrl };
    },
  };
}

/** Errors of the AWS SDK as one line: their kind alone, for what they say may quote what was asked. */
export async function askingAws<Of>(deployment: string, work: () => Promise<Of>): Promise<Of> {
  try {
    return await work();
  } catch (error) {
    const why = whyAws(error);
    if (why === undefined) throw error;
    throw new CannotRunError(`--deployment ${deployment}: ${why}`);
  }
}

/** One line for an error of the AWS SDK, or for what it lacks; undefined for any other. */
export function whyAws(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'CredentialsProviderError')
    return 'no credentials of AWS are found; sign in, or set AWS_PROFILE';
  if (error.message === 'Region is missing') return 'in which region? Give --region, or set AWS_REGION';
  if ('$metadata' in error)
    return `AWS does not do it (${kindOf(error)}); see whether you have the right to, and try again`;
  return undefined;
}

/** A connection that fails has a code and no name of its own. */
function kindOf(error: Error): string {
  return error.name === 'Error' && 'code' in error ? String(error.code) : error.name;
}

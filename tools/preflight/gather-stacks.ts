import {
  type CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import type { StackState } from './gathered.ts';

/** One resource of a deployment's stacks. */
export type DeployedResource = {
  readonly type: string;
  readonly logicalId: string;
  readonly physicalId: string;
};

export type Deployed = {
  readonly stacks: readonly StackState[];
  readonly resources: readonly DeployedResource[];
  readonly outputs: ReadonlyMap<string, string>;
};

const NEEDED = ['Record', 'Pipeline', 'Observability'] as const;
const OPTIONAL = ['Gateway'] as const;

/** The stacks of one deployment; those that every deployment has are listed as MISSING where they are not there. */
export async function gatherStacks(client: CloudFormationClient, deployment: string): Promise<Deployed> {
  const nameOf = (part: string) => `CalciumAlerts-${deployment}-${part}`;
  const stacks: StackState[] = [];
  const resources: DeployedResource[] = [];
  const outputs = new Map<string, string>();
  for (const part of [...NEEDED, ...OPTIONAL]) {
    const stack = await describe(client, nameOf(part));
    if (stack === undefined) {
      if (NEEDED.some((needed) => needed === part)) stacks.push({ name: nameOf(part), status: 'MISSING' });
      continue;
    }
    stacks.push({ name: nameOf(part), status: stack.StackStatus ?? 'UNKNOWN' });
    for (const { OutputKey = '', OutputValue = '' } of stack.Outputs ?? [])
      outputs.set(OutputKey, OutputValue);
    resources.push(...(await resourcesOf(client, nameOf(part))));
  }
  return { stacks, resources, outputs };
}

/** CloudFormation calls a stack that is not there a validation error. */
async function describe(client: CloudFormationClient, name: string) {
  try {
    const { Stacks: stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return stacks[0];
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError') return undefined;
    throw error;
  }
}

async function resourcesOf(client: CloudFormationClient, name: string): Promise<readonly DeployedResource[]> {
  const found: DeployedResource[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: name })) {
    for (const resource of page.StackResourceSummaries ?? []) {
      const { ResourceType = '', LogicalResourceId = '', PhysicalResourceId = '' } = resource;
      found.push({ type: ResourceType, logicalId: LogicalResourceId, physicalId: PhysicalResourceId });
    }
  }
  return found;
}

import { GetRolePolicyCommand, type IAMClient, paginateListRolePolicies } from '@aws-sdk/client-iam';
import * as z from 'zod';
import type { Asked } from './front.ts';

const texts = z.union([z.string(), z.array(z.string())]).transform((one) => [one].flat());
const policySchema = z.object({
  Statement: z.array(z.object({ Effect: z.literal('Allow'), Action: texts, Resource: texts })),
});

export type Right = z.infer<typeof policySchema>['Statement'][number];

/** What the policies inside a role allow. */
export async function rightsOf(iam: IAMClient, roleArn: string): Promise<readonly Right[]> {
  const RoleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  const rights: Right[] = [];
  for await (const { PolicyNames = [] } of paginateListRolePolicies({ client: iam }, { RoleName })) {
    for (const PolicyName of PolicyNames) {
      const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      rights.push(...policySchema.parse(JSON.parse(decodeURIComponent(PolicyDocument))).Statement);
    }
  }
  return rights;
}

/** Actions that a request has another name for. */
const ACTIONS: Readonly<Record<string, string>> = {
  'sqs:SendMessageBatch': 'sqs:SendMessage',
  'sqs:ChangeMessageVisibilityBatch': 'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessageBatch': 'sqs:DeleteMessage',
  's3:PUT': 's3:PutObject',
  's3:GET': 's3:GetObject',
};

/** Whether one of the rights is to do what was asked, of what it was asked. */
export function isAllowed({ service, action, resource }: Asked, rights: readonly Right[]): boolean {
  const wanted = ACTIONS[`${service}:${action}`] ?? `${service}:${action}`;
  return rights.some(
    ({ Action, Resource }) => Action.includes(wanted) && Resource.some((pattern) => names(pattern, resource)),
  );
}

/** Whether the pattern of an ARN ends in this resource, however the request names it. */
function names(pattern: string, resource: string): boolean {
  const [start = '', ...rest] = pattern.split('*');
  if (rest.length === 0)
    return pattern === resource || pattern.endsWith(`:${resource}`) || pattern.endsWith(`/${resource}`);
  const named = resource.startsWith('arn:')
    ? resource
    : `${start.slice(0, start.lastIndexOf(':') + 1)}${resource}`;
  return named.startsWith(start) && named.endsWith(rest.at(-1) ?? '');
}

import * as z from 'zod';

const deploymentSchema = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
});
/** A deployment (of this as a custom resource) that waits for its answer. */
export type Deployment = z.infer<typeof deploymentSchema>;

const parameterChangeSchema = z.object({
  source: z.literal('aws.ssm'),
  detail: z.object({ name: z.string() }),
});

/** Why the function runs: a deployment, one changed contact, or because an hour has passed. */
export type Occasion =
  | { readonly is: 'deployment'; readonly deployment: Deployment }
  | { readonly is: 'contact'; readonly parameter: string }
  | { readonly is: 'schedule' };

export function occasionOf(event: unknown): Occasion {
  const deployment = deploymentSchema.safeParse(event);
  if (deployment.success) return { is: 'deployment', deployment: deployment.data };
  const change = parameterChangeSchema.safeParse(event);
  if (change.success) return { is: 'contact', parameter: change.data.detail.name };
  return { is: 'schedule' };
}

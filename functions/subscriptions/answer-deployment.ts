import type { Deployment } from './event.ts';

/** Sends CloudFormation the answer it waits for. */
export type AnswerDeployment = (deployment: Deployment) => Promise<void>;

/** Never changes: another id would have CloudFormation delete what the former one stands for. */
const PHYSICAL_ID = 'subscriptions';

/**
 * Always a success: a deployment is not rolled back because a telephone number is missing or SNS is slow. The alarms say so,
 * and the next run mends it.
 */
export function createAnswerDeployment(put: typeof fetch): AnswerDeployment {
  return async ({ ResponseURL, StackId, RequestId, LogicalResourceId }) => {
    const body = {
      Status: 'SUCCESS',
      PhysicalResourceId: PHYSICAL_ID,
      StackId,
      RequestId,
      LogicalResourceId,
    };
    const { ok, status } = await put(ResponseURL, { method: 'PUT', body: JSON.stringify(body) });
    if (!ok) throw new Error(`CloudFormation refused the answer with ${status}`);
  };
}

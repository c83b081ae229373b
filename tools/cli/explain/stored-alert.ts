import { randomUUID } from 'node:crypto';
import { documentClientOver } from '../../../shared/chart/dynamodb-document-client.ts';
import { createDeskService } from '../../../shared/desk/create-desk-service.ts';
import { dynamoDbDeskDependencies } from '../../../shared/desk/dynamodb-desk.ts';
import { type AskedAlert, explainAlert } from '../../../shared/desk/explain-alert.ts';
import { type ExplainedAlert, explainedAlertSchema } from '../../../shared/desk/explained-alert.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import type { DeployedTarget } from '../deployed-target.ts';
import { CannotRunError } from '../exit-codes.ts';
import type { Target } from '../target.ts';
import { thisUser } from '../this-user.ts';

/**
 * Why an alert was raised, from where it is stored.
 * @throws CannotRunError where there is none of this id
 */
export async function storedAlert(
  target: Target,
  alertId: string,
  isRevealed: boolean,
): Promise<ExplainedAlert> {
  const asked = { alertId, ...(isRevealed && { revealTo: await thisUser(target) }) };
  const found = target.is === 'local' ? await target.post('/explain', asked) : await ofTable(target, asked);
  if (found === undefined) throw new CannotRunError(`no alert ${alertId} stands in a chart there`);
  return explainedAlertSchema.parse(found);
}

async function ofTable(target: DeployedTarget, asked: AskedAlert): Promise<ExplainedAlert | undefined> {
  const dependencies = dynamoDbDeskDependencies({
    client: documentClientOver(target.clients.dynamoDb),
    tableName: target.named('AWS::DynamoDB::GlobalTable', ''),
    config: await target.config(),
    clock: systemClock,
    newToken: randomUUID,
  });
  return explainAlert({ dependencies, desk: createDeskService(dependencies) }, asked);
}

import { randomUUID } from 'node:crypto';
import { createSnsDeliveries } from '../../shared/alerting/sns-deliveries.ts';
import type { ChartService } from '../../shared/chart/chart-service.ts';
import { createChartService } from '../../shared/chart/create-chart-service.ts';
import { documentClientOver } from '../../shared/chart/dynamodb-document-client.ts';
import { createKeys } from '../../shared/chart/keys.ts';
import { createPolicyOfPatient } from '../../shared/chart/policy-of-patient.ts';
import { judge } from '../../shared/clinical/judge.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { readKeySecret } from '../../shared/runtime/secrets-key-reader.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import type { DeployedTarget } from './deployed-target.ts';
import { CannotRunError } from './exit-codes.ts';

/** The charts of a deployment as its function `assess` has them: what is judged here is raised and paged there. */
export async function deployedCharts(target: DeployedTarget, telemetry: Telemetry): Promise<ChartService> {
  const { clients, deployment } = target;
  const environment = await target.environmentOf('assess');
  const told = (name: string): string => {
    const value = environment.get(name);
    if (value === undefined)
      throw new CannotRunError(`--deployment ${deployment}: assess has no ${name}; deploy it again`);
    return value;
  };
  const config = await target.config();
  const secret = await readKeySecret(clients.secrets, told('PATIENT_KEY_SECRET_ARN'));
  const deliveries = createSnsDeliveries({
    sns: clients.sns,
    teamTopicArnPrefix: told('TEAM_TOPIC_ARN_PREFIX'),
    client: documentClientOver(clients.dynamoDb),
    tableName: told('TABLE_NAME'),
    ...{ config, telemetry, clock: systemClock },
  });
  return createChartService({
    ...deliveries,
    keys: createKeys({ secret, version: environment.get('PATIENT_KEY_VERSION') ?? '1' }),
    ...{ judge, policyOf: createPolicyOfPatient(config) },
    retention: config.retention,
    newToken: randomUUID,
  });
}

import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeContinuousBackupsCommand } from '@aws-sdk/client-dynamodb';
import { DescribeRuleCommand } from '@aws-sdk/client-eventbridge';
import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { EpochMs } from '../../shared/clinical/instant.ts';
import type { Clients } from './clients.ts';
import { look } from './finding.ts';
import type { Deployed, DeployedResource } from './gather-stacks.ts';
import type { AlarmState, ServiceState } from './gathered.ts';

export type CertificateOf = (host: string, port: number) => Promise<EpochMs>;

const MLLP_TLS_PORT = 2575;
const HTTPS_PORT = 443;
/** DescribeAlarms takes no more names at once. */
const ALARMS_AT_ONCE = 100;

/** The state of what the stacks hold. Each part that cannot be looked at says so by itself. */
export async function gatherService(
  clients: Clients,
  { resources, outputs }: Deployed,
  certificateOf: CertificateOf,
): Promise<ServiceState> {
  const ofType = (...types: readonly string[]) => resources.filter(({ type }) => types.includes(type));
  const tables = ofType('AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table');
  return {
    queues: await Promise.all(ofType('AWS::SQS::Queue').map((queue) => queueState(clients, queue))),
    rules: await Promise.all(ofType('AWS::Events::Rule').map((rule) => ruleState(clients, rule))),
    alarms: await look(() => alarmStates(clients, ofType('AWS::CloudWatch::Alarm'))),
    tables: await Promise.all(tables.map((table) => tableState(clients, table))),
    concurrency: await look(() => concurrencyOf(clients)),
    certificates: await Promise.all(
      endpointsOf(outputs).map(async ({ host, port }) => ({
        endpoint: `${host}:${port}`,
        expiresAt: await look(() => certificateOf(host, port)),
      })),
    ),
  };
}

async function queueState({ sqs }: Clients, { logicalId, physicalId }: DeployedResource) {
  const messages = await look(async () => {
    const { Attributes: attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: physicalId,
        AttributeNames: ['ApproximateNumberOfMessages'],
      }),
    );
    return Number(attributes.ApproximateNumberOfMessages);
  });
  return { name: logicalId, isDeadLetters: logicalId.includes('DeadLetters'), messages };
}

async function ruleState({ events }: Clients, { logicalId, physicalId }: DeployedResource) {
  const isEnabled = await look(async () => {
    const { State } = await events.send(new DescribeRuleCommand({ Name: physicalId }));
    return State !== 'DISABLED';
  });
  return { name: logicalId, isEnabled };
}

async function alarmStates(
  { cloudWatch }: Clients,
  alarms: readonly DeployedResource[],
): Promise<readonly AlarmState[]> {
  const states: AlarmState[] = [];
  for (let first = 0; first < alarms.length; first += ALARMS_AT_ONCE) {
    const names = alarms.slice(first, first + ALARMS_AT_ONCE).map(({ physicalId }) => physicalId);
    const { MetricAlarms: found = [] } = await cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNames: names, MaxRecords: ALARMS_AT_ONCE }),
    );
    for (const { AlarmName: name = '', ActionsEnabled, AlarmActions = [], StateValue: state = '' } of found) {
      states.push({ name, actionsEnabled: ActionsEnabled ?? false, actions: AlarmActions.length, state });
    }
  }
  return states;
}

async function tableState({ dynamoDb }: Clients, { physicalId }: DeployedResource) {
  const hasPointInTimeRecovery = await look(async () => {
    const { ContinuousBackupsDescription: backups } = await dynamoDb.send(
      new DescribeContinuousBackupsCommand({ TableName: physicalId }),
    );
    return backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED';
  });
  return { name: physicalId, hasPointInTimeRecovery };
}

async function concurrencyOf({ lambda }: Clients) {
  const { AccountLimit: limit } = await lambda.send(new GetAccountSettingsCommand({}));
  return { total: limit?.ConcurrentExecutions ?? 0, unreserved: limit?.UnreservedConcurrentExecutions ?? 0 };
}

/** What laboratories connect to: the HL7 API, and the MLLP gateway where there is one. */
function endpointsOf(outputs: ReadonlyMap<string, string>) {
  const https = outputs.get('Hl7Url');
  const mllp = outputs.get('MllpAddress');
  return [
    ...(https === undefined ? [] : [{ host: new URL(https).hostname, port: HTTPS_PORT }]),
    ...(mllp === undefined ? [] : [{ host: mllp, port: MLLP_TLS_PORT }]),
  ];
}

import { DUE_SHARDS } from '../../shared/alerting/dynamodb-deliveries.ts';
import { createChartRepository } from '../../shared/chart/chart-repository.ts';
import { documentClientOver } from '../../shared/chart/dynamodb-document-client.ts';
import { createDynamoDbTable } from '../../shared/chart/dynamodb-table.ts';
import { createKeys } from '../../shared/chart/keys.ts';
import { createS3ClaimStore } from '../../shared/intake/s3-claim-store.ts';
import { createSqsMessageQueue } from '../../shared/intake/sqs-message-queue.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { readKeySecret } from '../../shared/runtime/secrets-key-reader.ts';
import type { DeployedTarget } from '../cli/deployed-target.ts';
import type { ReplaySite } from './replay-site.ts';
import { s3Objects } from './s3-objects.ts';

/** The messages that a deployment keeps, and its queue. They pass through this machine. */
export async function deployedReplaySite(target: DeployedTarget): Promise<ReplaySite> {
  const { clients, named, environmentOf } = target;
  const bucket = (name: string) => named('AWS::S3::Bucket', `Messages${name}`);
  const client = documentClientOver(clients.dynamoDb);
  const table = createDynamoDbTable(client, named('AWS::DynamoDB::GlobalTable', ''));
  const claims = createS3ClaimStore(clients.s3, bucket('ClaimCheck'));
  return {
    archive: s3Objects(clients.s3, bucket('Archive')),
    quarantine: s3Objects(clients.s3, bucket('Quarantine')),
    queue: createSqsMessageQueue(clients.sqs, named('AWS::SQS::Queue', 'IntakeQueue'), claims),
    config: await target.config(),
    clock: systemClock,
    table,
    charts: async () => {
      const environment = await environmentOf('assess');
      const secret = await readKeySecret(clients.secrets, environment.get('PATIENT_KEY_SECRET_ARN') ?? '');
      const keys = createKeys({ secret, version: environment.get('PATIENT_KEY_VERSION') ?? '1' });
      return { stored: createChartRepository(table, DUE_SHARDS), keys };
    },
  };
}

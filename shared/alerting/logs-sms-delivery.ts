import {
  AssociateKmsKeyCommand,
  type CloudWatchLogsClient,
  CreateLogGroupCommand,
  PutRetentionPolicyCommand,
  PutSubscriptionFilterCommand,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-cloudwatch-logs';

export type SmsLogSettings = {
  /** `sns/<region>/<account>`: SNS names the groups of its delivery logs so. */
  readonly prefix: string;
  readonly keyArn: string;
  readonly retentionDays: number;
  /** The function that reads what is logged, and the name its filter has among those of other deployments. */
  readonly readerArn: string;
  readonly filterName: string;
};

/** SMS to a number, and SMS to the subscribers of a topic: each has a group, and one more for failures. */
const DIRECT = 'DirectPublishToPhoneNumber';

/**
 * Makes the groups to which SNS logs what became of each SMS: before SNS does, which would neither encrypt them (they hold
 * telephone numbers) nor ever empty them. Has a function read them. Changes nothing the second time.
 */
export async function readSmsLogs(
  client: CloudWatchLogsClient,
  topicNames: readonly string[],
  settings: SmsLogSettings,
): Promise<void> {
  for (const name of [DIRECT, ...topicNames]) {
    await readLogGroup(client, `${settings.prefix}/${name}`, settings);
    await readLogGroup(client, `${settings.prefix}/${name}/Failure`, settings);
  }
}

async function readLogGroup(
  client: CloudWatchLogsClient,
  logGroupName: string,
  { keyArn, retentionDays, readerArn, filterName }: SmsLogSettings,
): Promise<void> {
  await createEncrypted(client, logGroupName, keyArn);
  await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: retentionDays }));
  await client.send(
    new PutSubscriptionFilterCommand({
      logGroupName,
      filterName,
      filterPattern: '',
      destinationArn: readerArn,
    }),
  );
}

/** The group of SMS to numbers is the whole account's: another deployment may have made it. */
async function createEncrypted(
  client: CloudWatchLogsClient,
  logGroupName: string,
  kmsKeyId: string,
): Promise<void> {
  try {
    await client.send(new CreateLogGroupCommand({ logGroupName, kmsKeyId }));
  } catch (error) {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error;
    await client.send(new AssociateKmsKeyCommand({ logGroupName, kmsKeyId }));
  }
}

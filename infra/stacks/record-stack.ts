import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type EnvironmentSettings, TIMEOUT_SECONDS } from '../config.ts';
import { ChartTable } from '../constructs/chart-table.ts';
import { DataKey } from '../constructs/data-key.ts';
import { FileDrop } from '../constructs/file-drop.ts';
import { MessageBuckets } from '../constructs/message-buckets.ts';
import { PatientKeySecret } from '../constructs/patient-key-secret.ts';
import { TableBackups } from '../constructs/table-backups.ts';

export type RecordStackProps = StackProps & {
  readonly settings: EnvironmentSettings;
  /** Another region that holds the table and its key too. */
  readonly replicaRegion?: string | undefined;
};

/** What must outlive any deployment: the record of every patient, the messages and the keys to both. */
export class RecordStack extends Stack {
  readonly dataKey: DataKey;
  readonly chartTable: ChartTable;
  readonly patientKey: PatientKeySecret;
  readonly messages: MessageBuckets;
  readonly fileDrop: FileDrop;

  constructor(scope: Construct, id: string, props: RecordStackProps) {
    super(scope, id, props);
    const { settings, replicaRegion } = props;
    this.dataKey = new DataKey(this, 'DataKey');
    new CfnOutput(this, 'ContactsKeyArn', { value: this.dataKey.key.keyArn });
    const { dataKey } = this;
    const replicated = { dataKey, deployment: settings.deployment, replicaRegion };
    this.chartTable = new ChartTable(this, 'ChartTable', replicated);
    this.patientKey = new PatientKeySecret(this, 'PatientKey', replicated);
    new TableBackups(this, 'Backups', { chartTable: this.chartTable, dataKey, settings, replicaRegion });
    this.messages = new MessageBuckets(this, 'Messages', dataKey, settings);
    this.fileDrop = new FileDrop(this, 'FileDrop', {
      dataKey,
      accessLogs: this.messages.accessLogs,
      consumerTimeoutSeconds: TIMEOUT_SECONDS.unbatch,
    });
  }
}

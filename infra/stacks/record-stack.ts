import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type EnvironmentSettings, TIMEOUT_SECONDS } from '../config.ts';
import { ChartTable } from '../constructs/chart-table.ts';
import { DataKey } from '../constructs/data-key.ts';
import { FileDrop } from '../constructs/file-drop.ts';
import { MessageBuckets } from '../constructs/message-buckets.ts';
import { PatientKeySecret } from '../constructs/patient-key-secret.ts';

export type RecordStackProps = StackProps & { readonly settings: EnvironmentSettings };

/** What must outlive any deployment: the record of every patient, the messages and the keys to both. */
export class RecordStack extends Stack {
  readonly dataKey: DataKey;
  readonly chartTable: ChartTable;
  readonly patientKey: PatientKeySecret;
  readonly messages: MessageBuckets;
  readonly fileDrop: FileDrop;

  constructor(scope: Construct, id: string, props: RecordStackProps) {
    super(scope, id, props);
    this.dataKey = new DataKey(this, 'DataKey');
    this.chartTable = new ChartTable(this, 'ChartTable', this.dataKey);
    this.patientKey = new PatientKeySecret(this, 'PatientKey', this.dataKey);
    this.messages = new MessageBuckets(this, 'Messages', this.dataKey, props.settings);
    this.fileDrop = new FileDrop(this, 'FileDrop', {
      dataKey: this.dataKey,
      accessLogs: this.messages.accessLogs,
      consumerTimeoutSeconds: TIMEOUT_SECONDS.unbatch,
    });
  }
}

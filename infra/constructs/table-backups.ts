import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import {
  BackupPlan,
  BackupPlanRule,
  BackupResource,
  BackupVault,
  type IBackupVault,
} from 'aws-cdk-lib/aws-backup';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EnvironmentSettings } from '../config.ts';
import { acknowledge } from './acknowledge.ts';
import { standbyVaultName, TableVault } from './backup-vault.ts';
import type { ChartTable } from './chart-table.ts';
import type { DataKey } from './data-key.ts';

const BACKUP_POLICY = 'service-role/AWSBackupServiceRolePolicyForBackup';

export type TableBackupsProps = {
  readonly chartTable: ChartTable;
  readonly dataKey: DataKey;
  readonly settings: EnvironmentSettings;
  /** Each copy is copied there too. */
  readonly replicaRegion?: string | undefined;
};

/** Copies of the table each day and each month, for what restoring to a second of the last 35 days cannot undo. */
export class TableBackups extends Construct {
  constructor(scope: Construct, id: string, props: TableBackupsProps) {
    super(scope, id);
    const { dataKey, settings } = props;
    const { dailyKeptDays, monthlyKeptDays } = settings.backups;
    const { vault } = new TableVault(this, 'Copies', { dataKey, backups: settings.backups });
    const plan = new BackupPlan(this, 'Plan', {
      backupPlanName: `calcium-alerts-${settings.deployment}`,
      backupVault: vault,
    });
    const elsewhere = this.#vaultElsewhere(props);
    const add = (ruleName: string, scheduleExpression: Schedule, keptDays: number) => {
      const deleteAfter = Duration.days(keptDays);
      const copyActions = elsewhere.map((destinationBackupVault) => ({
        destinationBackupVault,
        deleteAfter,
      }));
      plan.addRule(new BackupPlanRule({ ruleName, scheduleExpression, deleteAfter, copyActions }));
    };
    add('daily', Schedule.cron({ hour: '3', minute: '0' }), dailyKeptDays);
    add('monthly', Schedule.cron({ day: '1', hour: '4', minute: '0' }), monthlyKeptDays);
    plan.addSelection('Table', {
      resources: [BackupResource.fromArn(props.chartTable.table.tableArn)],
      role: this.#role(),
      disableDefaultBackupPolicy: true,
    });
  }

  #vaultElsewhere({ replicaRegion: region, settings }: TableBackupsProps): readonly IBackupVault[] {
    if (!region) return [];
    const resourceName = standbyVaultName(settings.deployment);
    const arn = Stack.of(this).formatArn({
      service: 'backup',
      region,
      resource: 'backup-vault',
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return [BackupVault.fromBackupVaultArn(this, 'Elsewhere', arn)];
  }

  #role(): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('backup.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(BACKUP_POLICY)],
    });
    acknowledge(
      role,
      `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${BACKUP_POLICY}]`,
      'AWS keeps these rights in step with what AWS Backup does; a copy of ours would stop backups the day it lags. That service alone takes the role, for this account.',
    );
    return role;
  }
}

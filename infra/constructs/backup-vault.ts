import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BackupVault } from 'aws-cdk-lib/aws-backup';
import { Construct } from 'constructs';
import type { BackupSettings } from '../config.ts';
import type { DataKey } from './data-key.ts';

export type TableVaultProps = {
  readonly dataKey: DataKey;
  readonly backups: BackupSettings;
  /** Only where another region has to name it. */
  readonly name?: string;
};

/** By name, because a vault in another region cannot be referred to before it exists. */
export function standbyVaultName(deployment: string): string {
  return `calcium-alerts-${deployment}-standby`;
}

/**
 * Copies of the table, under the data key. Where locked, neither a copy nor its time can be cut short; an
 * administrator can still take the lock off (governance mode), so that a mistake is not for ever.
 */
export class TableVault extends Construct {
  readonly vault: BackupVault;

  constructor(scope: Construct, id: string, { dataKey, backups, name }: TableVaultProps) {
    super(scope, id);
    this.vault = new BackupVault(this, 'Vault', {
      encryptionKey: dataKey.key,
      removalPolicy: RemovalPolicy.RETAIN,
      blockRecoveryPointDeletion: backups.locked,
      ...(name && { backupVaultName: name }),
      ...(backups.locked && { lockConfiguration: { minRetention: Duration.days(backups.dailyKeptDays) } }),
    });
  }
}

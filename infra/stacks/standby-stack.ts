import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { EnvironmentSettings } from '../config.ts';
import { standbyVaultName, TableVault } from '../constructs/backup-vault.ts';
import { DataKey, standbyKeyAlias } from '../constructs/data-key.ts';

export type StandbyStackProps = StackProps & { readonly settings: EnvironmentSettings };

/** What the record needs in the region of its replica: a key for table and secret, and a vault for copies. */
export class StandbyStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: StandbyStackProps) {
    super(scope, id, props);
    const { backups, deployment } = settings;
    const dataKey = new DataKey(this, 'DataKey');
    dataKey.name(standbyKeyAlias(deployment));
    new TableVault(this, 'Copies', { dataKey, backups, name: standbyVaultName(deployment) });
  }
}

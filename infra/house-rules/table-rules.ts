import { type HouseRule, TABLE } from './house-rule.ts';
import { at, isReference, listAt, refersTo, resourcesOfType, type TemplateResource } from './template.ts';

const RECOVERY_DAYS = 35;

export const TABLE_RULES: readonly HouseRule[] = [
  {
    name: 'TableEncrypted',
    types: [TABLE],
    fault: 'A replica of the table is not encrypted by a key of ours.',
    holds: (table) =>
      at(table, 'SSESpecification', 'SSEType') === 'KMS' &&
      everyReplica(table, (replica) => isReference(at(replica, 'SSESpecification', 'KMSMasterKeyId'))),
  },
  {
    name: 'TableRecoverable',
    types: [TABLE],
    fault: `A replica of the table cannot be restored to any second of the last ${RECOVERY_DAYS} days, or can be deleted.`,
    holds: (table) => everyReplica(table, isRecoverable),
  },
  {
    name: 'TableBackedUp',
    types: [TABLE],
    fault: 'No plan of AWS Backup names the table.',
    holds: (_, logicalId, template) =>
      resourcesOfType(template, 'AWS::Backup::BackupSelection').some((selection) =>
        refersTo(selection.Properties, logicalId),
      ),
  },
];

function everyReplica(table: TemplateResource, holds: (replica: TemplateResource) => boolean): boolean {
  const replicas = listAt(table, 'Replicas');
  return replicas.length > 0 && replicas.every(holds);
}

function isRecoverable(replica: TemplateResource): boolean {
  const recovery = 'PointInTimeRecoverySpecification';
  return (
    at(replica, recovery, 'PointInTimeRecoveryEnabled') === true &&
    at(replica, recovery, 'RecoveryPeriodInDays') === RECOVERY_DAYS &&
    at(replica, 'DeletionProtectionEnabled') === true
  );
}

import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { type Access, allow } from './access.ts';
import type { DataKey } from './data-key.ts';

/** Charts whose `dueAt` is set, by shard: what the sweep looks at each minute. */
const DUE_INDEX = 'due';

/** Facts, charts and alerts: one table, one partition a patient, never deleted with its stack. */
export class ChartTable extends Construct {
  readonly table: TableV2;
  readonly #dataKey: DataKey;

  constructor(scope: Construct, id: string, dataKey: DataKey) {
    super(scope, id);
    this.#dataKey = dataKey;
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      globalSecondaryIndexes: [
        {
          indexName: DUE_INDEX,
          partitionKey: { name: 'dueShard', type: AttributeType.NUMBER },
          sortKey: { name: 'dueAt', type: AttributeType.NUMBER },
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
      billing: Billing.onDemand(),
      deletionProtection: true,
      encryption: TableEncryptionV2.customerManagedKey(dataKey.key),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 35 },
      removalPolicy: RemovalPolicy.RETAIN,
      timeToLiveAttribute: 'expiresAt',
    });
  }

  /** Reads and writes of items by their key. */
  items(): Access {
    const actions = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'];
    return {
      value: this.table.tableName,
      statements: [allow(actions, [this.table.tableArn]), this.#dataKey.useTable()],
    };
  }

  /** The same, and the index of what is due. */
  itemsAndDueIndex(): Access {
    const items = this.items();
    const index = allow(['dynamodb:Query'], [`${this.table.tableArn}/index/${DUE_INDEX}`]);
    return { value: items.value, statements: [...items.statements, index] };
  }
}

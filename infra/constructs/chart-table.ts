import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { type Access, allow } from './access.ts';
import { type DataKey, standbyKeyArn } from './data-key.ts';

/** Charts whose `dueAt` is set, by shard: what the sweep looks at each minute. */
const DUE_INDEX = 'due';

export type ChartTableProps = {
  readonly dataKey: DataKey;
  readonly deployment: string;
  /** Another region that holds the whole table, under a key of its own. */
  readonly replicaRegion?: string | undefined;
};

const ITEM_ACTIONS = [
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:UpdateItem',
] as const;

const RESTORABLE = {
  deletionProtection: true,
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 35 },
} as const;

/** Facts, charts and alerts: one table, one partition a patient, never deleted with its stack. */
export class ChartTable extends Construct {
  readonly table: TableV2;
  readonly #dataKey: DataKey;

  constructor(scope: Construct, id: string, props: ChartTableProps) {
    super(scope, id);
    this.#dataKey = props.dataKey;
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
      ...RESTORABLE,
      ...this.#replicated(props),
      removalPolicy: RemovalPolicy.RETAIN,
      timeToLiveAttribute: 'expiresAt',
    });
  }

  #replicated({ dataKey: { key }, deployment, replicaRegion: region }: ChartTableProps) {
    if (!region) return { encryption: TableEncryptionV2.customerManagedKey(key) };
    return {
      encryption: TableEncryptionV2.customerManagedKey(key, {
        [region]: standbyKeyArn(this, deployment, region),
      }),
      replicas: [{ region, ...RESTORABLE }],
    };
  }

  /** Reads and writes of items by their key. */
  items(): Access {
    return {
      value: this.table.tableName,
      statements: [allow(ITEM_ACTIONS, [this.table.tableArn]), this.#dataKey.useTable()],
    };
  }

  /** The same in partitions of which the keys begin so, and in no others: none of a patient. */
  itemsUnder(...prefixes: readonly string[]): Access {
    const items = allow(ITEM_ACTIONS, [this.table.tableArn]);
    items.addCondition('ForAllValues:StringLike', {
      'dynamodb:LeadingKeys': prefixes.map((prefix) => `${prefix}*`),
    });
    return { value: this.table.tableName, statements: [items, this.#dataKey.useTable()] };
  }

  /** The same, and every item one after the other. */
  itemsAndScan(): Access {
    const items = this.items();
    const scan = allow(['dynamodb:Scan'], [this.table.tableArn]);
    return { value: items.value, statements: [...items.statements, scan] };
  }

  /** Items by their key, and the index of what is due. */
  itemsAndDueIndex(): Access {
    const items = this.items();
    const index = allow(['dynamodb:Query'], [`${this.table.tableArn}/index/${DUE_INDEX}`]);
    return { value: items.value, statements: [...items.statements, index] };
  }
}

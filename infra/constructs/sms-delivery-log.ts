import { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type Access, allow } from './access.ts';
import { acknowledge, complianceRule } from './acknowledge.ts';
import type { DataKey } from './data-key.ts';

/** SMS that go to a number and not to a topic. */
const DIRECT = 'DirectPublishToPhoneNumber';

const MAKING_A_GROUP = [
  'logs:AssociateKmsKey',
  'logs:CreateLogGroup',
  'logs:PutRetentionPolicy',
  'logs:PutSubscriptionFilter',
];

export type SmsDeliveryLogProps = {
  readonly dataKey: DataKey;
  readonly retentionDays: number;
  /** Reads what is logged. */
  readonly reader: IFunction;
  /** Of the names of the topics whose SMS are logged. */
  readonly topicNamePrefix: string;
};

/**
 * What SNS says of each SMS: the role as which it writes its log, and leave for the log to call its reader. The log groups
 * belong to the account, so that they are made by functions/subscriptions and not by a template that would have to own them.
 */
export class SmsDeliveryLog extends Construct {
  readonly #props: SmsDeliveryLogProps;
  readonly #role: Role;
  readonly #groups: string;

  constructor(scope: Construct, id: string, props: SmsDeliveryLogProps) {
    super(scope, id);
    this.#props = props;
    const { account, region } = Stack.of(this);
    this.#groups = `sns/${region}/${account}`;
    this.#role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('sns.amazonaws.com') });
    this.#role.addToPolicy(
      allow(
        ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        [this.#arnOf(`${this.#groups}/*`)],
      ),
    );
    this.#acknowledgeFindings();
    props.reader.addPermission('SmsLog', {
      principal: new ServicePrincipal('logs.amazonaws.com'),
      sourceArn: this.#arnOf(`${this.#groups}/*`),
      sourceAccount: account,
    });
  }

  /** Rights to have SNS log as the role, and the variables that say where. */
  setUp(): readonly (readonly [string, Access])[] {
    const { dataKey, reader, retentionDays, topicNamePrefix } = this.#props;
    return [
      ['SMS_LOGGING_ROLE_ARN', this.#settings()],
      ['SMS_LOGS_PREFIX', this.#makes(this.#groups, DIRECT)],
      ['SMS_LOGS_KEY_ARN', this.#makes(dataKey.key.keyArn, topicNamePrefix)],
      ['SMS_LOGS_READER_ARN', { value: reader.functionArn, statements: [] }],
      ['SMS_LOGS_DAYS', { value: String(retentionDays), statements: [] }],
    ];
  }

  #settings(): Access {
    return {
      value: this.#role.roleArn,
      statements: [
        allow(['sns:GetSMSAttributes', 'sns:SetSMSAttributes'], ['*']),
        allow(['iam:PassRole'], [this.#role.roleArn]),
      ],
      wildcard: {
        finding: 'Resource::*',
        reason:
          'SNS keeps settings of SMS, and subscriptions, without resources to name: only account and region bound these rights. The subscriptions touched are those that a listing of the own topics gave.',
      },
    };
  }

  #makes(value: string, groups: string): Access {
    return {
      value,
      statements: [allow(MAKING_A_GROUP, [this.#arnOf(`${this.#groups}/${groups}*`)])],
      wildcard: {
        finding: `Resource::${findingOf(this, `${groups}*`)}`,
        reason: 'Each group has another beside it for what failed, and each topic has a group.',
      },
    };
  }

  #arnOf(group: string): string {
    const { account, partition, region } = Stack.of(this);
    return `arn:${partition}:logs:${region}:${account}:log-group:${group}`;
  }

  #acknowledgeFindings(): void {
    acknowledge(
      this.#role,
      `AwsSolutions-IAM5[Resource::${findingOf(this, '*')}]`,
      'SNS names the groups of its logs itself, by the topic or for the whole account, all below this path.',
    );
    acknowledge(
      this.#role,
      complianceRule('IAMNoInlinePolicy'),
      'One role for one purpose and one policy inside it, so that its rights cannot be lent to another.',
    );
  }
}

/** How cdk-nag writes the ARN of a log group of SNS. */
function findingOf(scope: Construct, name: string): string {
  const { partition, region } = Stack.of(scope);
  const account = '<AWS::AccountId>';
  return `arn:${partition}:logs:${region}:${account}:log-group:sns/${region}/${account}/${name}`;
}

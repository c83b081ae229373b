import { CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Config } from '../../shared/runtime/config.ts';
import { contactsPath } from '../config.ts';
import { type Access, allow } from './access.ts';
import { acknowledge, complianceRule, sharedRule } from './acknowledge.ts';
import type { NodejsFunction } from './nodejs-function.ts';
import type { TeamTopics } from './team-topics.ts';

export type ContactSubscriptionsProps = {
  readonly deployment: string;
  readonly config: Pick<Config, 'teams' | 'operations' | 'sms'>;
  readonly topics: TeamTopics;
  /** Makes the subscriptions what the contacts in Parameter Store ask for. */
  readonly subscriptions: NodejsFunction;
};

/** Runs `subscriptions` with every deployment that changes teams, when a contact changes in Parameter Store, and each hour. */
export class ContactSubscriptions extends Construct {
  constructor(scope: Construct, id: string, props: ContactSubscriptionsProps) {
    super(scope, id);
    const { subscriptions, topics } = props;
    subscriptions.uses('CONTACTS_PATH', this.#readContacts(props.deployment));
    subscriptions.reaches(this.#subscribe(topics));
    this.#runWhenContactsChange(contactsPath(props.deployment), subscriptions.live);
    this.#runEachHour(subscriptions.live);
    this.#runWithDeployments(props);
    acknowledge(
      subscriptions.lambda,
      sharedRule('LambdaDLQ'),
      'Each run does all that is left to do: what a failed one leaves, the next hour does, and an alarm tells of the failure.',
    );
    acknowledge(
      subscriptions.lambda,
      complianceRule('LambdaConcurrency'),
      'It runs once an hour and when a contact changes; doing the same twice at once changes nothing.',
    );
  }

  #readContacts(deployment: string): Access {
    const path = contactsPath(deployment);
    const { partition, region } = Stack.of(this);
    const arn = Stack.of(this).formatArn({
      service: 'ssm',
      resource: 'parameter',
      resourceName: path.slice(1),
    });
    return {
      value: path,
      statements: [allow(['ssm:GetParametersByPath'], [arn, `${arn}/*`])],
      wildcard: {
        finding: `Resource::arn:${partition}:ssm:${region}:<AWS::AccountId>:parameter${path}/*`,
        reason:
          'Contacts come and go: the right is to the parameters of this deployment, whatever their names.',
      },
    };
  }

  #subscribe(topics: TeamTopics): Access {
    const everyTopic = [`${topics.arnPrefix}*`, topics.operations.topic.topicArn];
    return {
      value: topics.arnPrefix,
      statements: [
        allow(['sns:ListSubscriptionsByTopic', 'sns:Subscribe'], everyTopic),
        allow(['sns:GetSubscriptionAttributes', 'sns:SetSubscriptionAttributes', 'sns:Unsubscribe'], ['*']),
      ],
      wildcard: topics.anyTeam(),
    };
  }

  #runWhenContactsChange(path: string, target: IFunction): void {
    const rule = new Rule(this, 'ContactChanged', {
      description: 'Calcium Alerts: a contact has changed in Parameter Store',
      eventPattern: {
        source: ['aws.ssm'],
        detailType: ['Parameter Store Change'],
        detail: { name: [{ prefix: `${path}/` }] },
      },
      targets: [new LambdaFunction(target)],
    });
    acknowledge(rule, 'Serverless-EventBusDLQ', 'A change that is not told is found within the hour.');
  }

  #runEachHour(target: IFunction): void {
    const rule = new Rule(this, 'EachHour', {
      description: 'Calcium Alerts: subscriptions that were lost, ended or never confirmed',
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [new LambdaFunction(target)],
    });
    acknowledge(
      rule,
      'Serverless-EventBusDLQ',
      'A lost run leaves nothing behind that the next hour does not do.',
    );
  }

  /** Its properties are what a change of is a reason to run again. */
  #runWithDeployments({ config, topics, subscriptions }: ContactSubscriptionsProps): void {
    const contactsOf = (contacts: Config['operations'], first?: string) =>
      contacts
        .map(({ protocol, levels = [], step, person }) =>
          [
            protocol,
            ...levels,
            ...(step && step !== first ? [step] : []),
            ...(person ? [`@${person}`] : []),
          ].join(' '),
        )
        .join(', ');
    const resource = new CustomResource(this, 'Deployed', {
      resourceType: 'Custom::ContactSubscriptions',
      serviceToken: subscriptions.lambda.functionArn,
      serviceTimeout: Duration.minutes(10),
      removalPolicy: RemovalPolicy.DESTROY,
      properties: {
        teams: Object.fromEntries(
          config.teams.map(({ id, contacts, escalation }) => [
            id,
            contactsOf(contacts, escalation?.steps[0]?.id),
          ]),
        ),
        operations: contactsOf(config.operations),
        sms: config.sms,
      },
    });
    resource.node.addDependency(topics);
  }
}

import { Subscription, type SubscriptionFilter, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { contactParameter } from '../config.ts';
import { type Access, allow } from './access.ts';
import { acknowledge } from './acknowledge.ts';
import { type Contact, namedContacts } from './contact.ts';
import type { DataKey } from './data-key.ts';

const PROTOCOLS = { sms: SubscriptionProtocol.SMS, email: SubscriptionProtocol.EMAIL } as const;

export type ContactTopicProps = {
  readonly dataKey: DataKey;
  readonly deployment: string;
  /** Below it lie the contacts' numbers and addresses in Parameter Store: none is in the template or the repository. */
  readonly parameterPath: string;
  readonly displayName: string;
  readonly contacts: readonly Contact[];
  /** What a contact hears of; everything when left out. */
  readonly filterOf?: (contact: Contact) => Readonly<Record<string, SubscriptionFilter>>;
};

/** An encrypted, TLS-only topic with a subscription for every contact. */
export class ContactTopic extends Construct {
  readonly topic: Topic;
  readonly #dataKey: DataKey;

  constructor(scope: Construct, id: string, props: ContactTopicProps) {
    super(scope, id);
    this.#dataKey = props.dataKey;
    this.topic = new Topic(this, 'Topic', {
      displayName: props.displayName,
      enforceSSL: true,
      masterKey: props.dataKey.key,
    });
    acknowledge(
      this,
      'Serverless-SNSRedrivePolicy',
      'SNS tries for hours to deliver a page. After that it is of no use to anybody, and a queue of late pages would page nobody.',
    );
    for (const [name, contact] of namedContacts(props.contacts)) {
      const parameter = contactParameter(props.deployment, props.parameterPath, name);
      new Subscription(this, name, {
        topic: this.topic,
        protocol: PROTOCOLS[contact.protocol],
        endpoint: StringParameter.valueForStringParameter(this, parameter),
        ...(props.filterOf && { filterPolicy: { ...props.filterOf(contact) } }),
      });
    }
  }

  publish(): Access {
    return {
      value: this.topic.topicArn,
      statements: [allow(['sns:Publish'], [this.topic.topicArn]), this.#dataKey.use()],
    };
  }
}

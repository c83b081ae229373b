import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type Access, allow } from './access.ts';
import type { DataKey } from './data-key.ts';

export type ContactTopicProps = {
  readonly dataKey: DataKey;
  readonly topicName: string;
  readonly displayName: string;
  /** Left out where one policy does it for many topics. */
  readonly enforceSSL?: boolean;
};

/** An encrypted topic. Its subscriptions follow Parameter Store, not the template (functions/subscriptions). */
export class ContactTopic extends Construct {
  readonly topic: Topic;
  readonly #dataKey: DataKey;

  constructor(scope: Construct, id: string, { dataKey, ...props }: ContactTopicProps) {
    super(scope, id);
    this.#dataKey = dataKey;
    this.topic = new Topic(this, 'Topic', { ...props, masterKey: dataKey.key });
  }

  publish(): Access {
    return {
      value: this.topic.topicArn,
      statements: [allow(['sns:Publish'], [this.topic.topicArn]), this.#dataKey.use()],
    };
  }
}

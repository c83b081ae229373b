import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Subscription, SubscriptionFilter, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { CANARY } from '../../shared/runtime/config.ts';
import type { Hl7Domain } from '../doors.ts';
import { type Access, allow } from './access.ts';
import { acknowledge, complianceRule, sharedRule } from './acknowledge.ts';
import type { DataKey } from './data-key.ts';
import { DurableQueue } from './durable-queue.ts';
import type { FileDrop } from './file-drop.ts';
import type { Hl7Api } from './hl7-api.ts';
import type { NodejsFunction } from './nodejs-function.ts';

/** A request of the canary's to its queue. */
const CONSUMER_SECONDS = 5;
const EVERY = Duration.minutes(5);

export type CanaryProps = {
  readonly dataKey: DataKey;
  /** Of every team's topic: the canary's is named as if it were one more team's. */
  readonly topicNamePrefix: string;
  readonly canary: NodejsFunction;
  readonly api: Hl7Api;
  readonly hl7Domain: Hl7Domain | undefined;
  readonly fileDrop: FileDrop;
};

/**
 * Every five minutes a critical result of nobody goes in by each front door, as laboratories send theirs, and has to come out
 * as a page of the canary's team, whose topic tells one queue and no human.
 */
export class Canary extends Construct {
  /** The doors it tries, as its metrics name them. */
  readonly doors: readonly string[];

  constructor(scope: Construct, id: string, props: CanaryProps) {
    super(scope, id);
    const { canary, fileDrop } = props;
    const pages = this.#pages(props);
    canary.uses('PAGES_QUEUE_URL', readAndDelete(pages, props.dataKey));
    canary.uses('DROP_BUCKET', fileDrop.files.write());
    this.doors = [...(this.#opensHttps(props) ? ['https'] : []), 'file'];
    this.#runOften(canary);
  }

  /** The topic of the canary's team and the queue it tells of critical pages. */
  #pages({ dataKey, topicNamePrefix }: CanaryProps): DurableQueue {
    const topic = new Topic(this, 'Topic', {
      topicName: `${topicNamePrefix}${CANARY}`,
      displayName: 'Calcium Alerts canary',
      enforceSSL: true,
      masterKey: dataKey.key,
    });
    const pages = new DurableQueue(this, 'Pages', { dataKey, consumerTimeoutSeconds: CONSUMER_SECONDS });
    pages.queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('sns.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [pages.queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': topic.topicArn } },
      }),
    );
    new Subscription(this, 'TopicToPages', {
      topic,
      protocol: SubscriptionProtocol.SQS,
      endpoint: pages.queue.queueArn,
      rawMessageDelivery: true,
      deadLetterQueue: pages.deadLetters,
      filterPolicy: { level: SubscriptionFilter.stringFilter({ allowlist: ['critical'] }) },
    });
    return pages;
  }

  /** Without a certificate of its own the canary cannot enter where senders show theirs. */
  #opensHttps({ canary, api, hl7Domain }: CanaryProps): boolean {
    if (hl7Domain === undefined) {
      canary.uses('HL7_URL', { value: api.url, statements: [allow(['execute-api:Invoke'], [api.postArn])] });
      return true;
    }
    const secret = hl7Domain.canaryCertificateSecretArn;
    if (secret === undefined) return false;
    canary.uses('HL7_URL', { value: api.url, statements: [] });
    canary.uses('CERTIFICATE_SECRET_ARN', {
      value: secret,
      statements: [allow(['secretsmanager:GetSecretValue'], [secret])],
    });
    return true;
  }

  #runOften(canary: NodejsFunction): void {
    const rule = new Rule(this, 'EveryFiveMinutes', {
      description: 'Calcium Alerts: the canary',
      schedule: Schedule.rate(EVERY),
      targets: [new LambdaFunction(canary.live, { maxEventAge: EVERY, retryAttempts: 0 })],
    });
    const reason = 'A run that is lost shows as a canary that failed, and the next one does it all again.';
    acknowledge(rule, 'Serverless-EventBusDLQ', reason);
    acknowledge(canary.lambda, sharedRule('LambdaDLQ'), reason);
    acknowledge(
      canary.lambda,
      complianceRule('LambdaConcurrency'),
      'It runs once in five minutes and never twice at once: there is nothing to withhold from the account.',
    );
  }
}

function readAndDelete({ queue }: DurableQueue, dataKey: DataKey): Access {
  return {
    value: queue.queueUrl,
    statements: [allow(['sqs:DeleteMessage', 'sqs:ReceiveMessage'], [queue.queueArn]), dataKey.use()],
  };
}

import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../../shared/runtime/config.ts';
import { type AssessBatch, readAssessBatch } from '../assess-batch.ts';
import { type EnvironmentSettings, type FunctionName, TIMEOUT_SECONDS } from '../config.ts';
import { acknowledge, complianceRule, sharedRule } from '../constructs/acknowledge.ts';
import { Canary } from '../constructs/canary.ts';
import { ContactSubscriptions } from '../constructs/contact-subscriptions.ts';
import { Deployments } from '../constructs/deployments.ts';
import { DurableQueue } from '../constructs/durable-queue.ts';
import { Hl7Api } from '../constructs/hl7-api.ts';
import { metricNamespaceOf } from '../constructs/metric-namespace.ts';
import { NodejsFunction, type NodejsFunctionProps } from '../constructs/nodejs-function.ts';
import { alarmName } from '../constructs/operations-alarms.ts';
import { RejudgeSchedule } from '../constructs/rejudge-schedule.ts';
import { SmsDeliveryLog } from '../constructs/sms-delivery-log.ts';
import { SweepSchedule } from '../constructs/sweep-schedule.ts';
import { TeamTopics } from '../constructs/team-topics.ts';
import { canariesOf, deployedConfig } from '../deployed-config.ts';
import type { Doors } from '../doors.ts';
import type { RecordStack } from './record-stack.ts';

export type PipelineStackProps = StackProps & {
  readonly settings: EnvironmentSettings;
  readonly config: Config;
  readonly record: RecordStack;
  readonly doors: Pick<Doors, 'hl7Domain' | 'waf' | 'gateway'>;
  /** Where pages lead; as the configuration says when left out. */
  readonly deskUrl?: string | undefined;
};

/** Every function but those of the desk's own stack. */
type PipelineFunction = Exclude<FunctionName, 'desk' | 'fhir-events'>;

/** A file takes a function for minutes. */
const FILES = { batchSize: 1, maxConcurrency: 5 };

/** The way of a message from the door to the page. */
export class PipelineStack extends Stack {
  readonly intake: DurableQueue;
  readonly topics: TeamTopics;
  readonly api: Hl7Api;
  readonly functions: Readonly<Record<PipelineFunction, NodejsFunction>>;
  readonly canary: Canary;
  readonly #props: PipelineStackProps;
  readonly #deployments: Deployments;
  readonly #assessBatch: AssessBatch;

  constructor(scope: Construct, id: string, props: PipelineStackProps) {
    super(scope, id, props);
    const { config, doors, record, settings } = props;
    const { dataKey } = record;
    this.#props = props;
    this.#assessBatch = readAssessBatch(this.node);
    this.intake = new DurableQueue(this, 'Intake', {
      dataKey,
      consumerTimeoutSeconds: TIMEOUT_SECONDS.assess,
      windowSeconds: this.#assessBatch.windowSeconds,
    });
    this.topics = new TeamTopics(this, 'Topics', { dataKey, deployment: settings.deployment, config });
    this.#deployments = new Deployments(
      this,
      'Deployments',
      settings.deploymentPace,
      this.topics.operations.topic,
    );
    const receive = this.#receive();
    this.api = new Hl7Api(this, 'Hl7Api', {
      dataKey,
      settings,
      doors,
      receive,
      mostBytes: config.caps.httpBytes,
    });
    new CfnOutput(this, 'Hl7Url', { value: this.api.url });
    const delivery = this.#delivery();
    this.functions = {
      receive,
      unbatch: this.#unbatch(),
      assess: this.#assess(),
      sweep: this.#sweep(),
      rejudge: this.#rejudge(),
      delivery,
      subscriptions: this.#subscriptions(delivery),
      canary: this.#function('canary', 256),
    };
    this.canary = new Canary(this, 'Canary', {
      dataKey,
      topicNamePrefix: this.topics.teamNamePrefix,
      canary: this.functions.canary,
      api: this.api,
      hl7Domain: doors.hl7Domain,
      fileDrop: record.fileDrop,
    });
    this.#rollBackOnCanary();
    if (!settings.reservedConcurrency) this.#acknowledgeUnreserved();
  }

  #receive(): NodejsFunction {
    const receive = this.#function('receive', 512, this.#props.settings.reservedConcurrency?.receive);
    this.#sendsMessages(receive);
    return receive;
  }

  #unbatch(): NodejsFunction {
    const { chartTable, fileDrop } = this.#props.record;
    const unbatch = this.#function('unbatch', 1024);
    this.#sendsMessages(unbatch);
    this.#tellsOperations(unbatch);
    unbatch.uses('TABLE_NAME', chartTable.itemsUnder('FILE#', 'OPS#'));
    unbatch.reaches(fileDrop.files.read());
    unbatch.reads(fileDrop.arrivals.queue, FILES);
    unbatch.uses('DROP_QUEUE_URL', fileDrop.arrivals.send());
    return unbatch;
  }

  #assess(): NodejsFunction {
    const { record, settings } = this.#props;
    const { chartTable, messages, patientKey } = record;
    const assess = this.#function('assess', 1024);
    this.#pages(assess);
    this.#tellsOperations(assess);
    assess.uses('TABLE_NAME', chartTable.items());
    assess.uses('PATIENT_KEY_SECRET_ARN', patientKey.read());
    assess.uses('ARCHIVE_BUCKET', messages.archive.write());
    assess.uses('QUARANTINE_BUCKET', messages.quarantine.write());
    assess.uses('CLAIM_CHECK_BUCKET', messages.claimCheck.read());
    assess.reads(this.intake.queue, { ...this.#assessBatch, maxConcurrency: settings.assessConcurrency });
    return assess;
  }

  #sweep(): NodejsFunction {
    const { record, settings } = this.#props;
    const sweep = this.#function('sweep', 512, settings.reservedConcurrency?.sweep);
    this.#pages(sweep);
    this.#tellsOperations(sweep);
    sweep.uses('TABLE_NAME', record.chartTable.itemsAndDueIndex());
    new SweepSchedule(this, 'SweepSchedule', sweep);
    return sweep;
  }

  #rejudge(): NodejsFunction {
    const { chartTable, patientKey } = this.#props.record;
    const rejudge = this.#function('rejudge', 1024);
    this.#pages(rejudge);
    this.#tellsOperations(rejudge);
    rejudge.uses('TABLE_NAME', chartTable.itemsAndScan());
    rejudge.uses('PATIENT_KEY_SECRET_ARN', patientKey.read());
    new RejudgeSchedule(this, 'RejudgeSchedule', rejudge);
    new CfnOutput(this, 'RejudgeFunction', { value: rejudge.live.functionArn });
    return rejudge;
  }

  #delivery(): NodejsFunction {
    const delivery = this.#function('delivery', 256);
    this.#tellsOperations(delivery);
    delivery.uses('TABLE_NAME', this.#props.record.chartTable.items());
    acknowledge(
      delivery.lambda,
      [...sharedRule('LambdaDLQ'), ...complianceRule('LambdaConcurrency')],
      'It runs with the few SMS that are sent. What it fails at is tried twice more, tells an alarm, and stays in the log it was read from.',
    );
    return delivery;
  }

  #subscriptions(delivery: NodejsFunction): NodejsFunction {
    const { config, record, settings } = this.#props;
    const subscriptions = this.#function('subscriptions', 256);
    const smsLog = new SmsDeliveryLog(this, 'SmsDeliveryLog', {
      dataKey: record.dataKey,
      retentionDays: settings.logRetentionDays,
      reader: delivery.live,
      topicNamePrefix: this.topics.namePrefix,
    });
    this.#tellsOperations(subscriptions);
    subscriptions.uses('TABLE_NAME', record.chartTable.itemsUnder('OPS#'));
    subscriptions.uses('TEAM_TOPIC_ARN_PREFIX', { value: this.topics.arnPrefix, statements: [] });
    for (const [variable, access] of smsLog.setUp()) subscriptions.uses(variable, access);
    const { deployment } = settings;
    new ContactSubscriptions(this, 'Contacts', { deployment, config, topics: this.topics, subscriptions });
    return subscriptions;
  }

  #function(entry: PipelineFunction, memoryMegabytes: number, reservedConcurrency?: number): NodejsFunction {
    return new NodejsFunction(this, entry, {
      ...this.functionProps(entry, memoryMegabytes),
      ...(reservedConcurrency && { reservedConcurrency }),
    });
  }

  /** What the functions of a deployment have in common, whatever stack they are in. */
  functionProps(entry: PipelineFunction, memoryMegabytes: number): NodejsFunctionProps {
    const { config, doors, record, settings } = this.#props;
    return {
      entry,
      config: deployedConfig(config, canariesOf(doors.gateway)),
      dataKey: record.dataKey,
      logRetentionDays: settings.logRetentionDays,
      deploying: this.#deployments.deploying,
      metricNamespace: metricNamespaceOf(settings.deployment),
      timeoutSeconds: TIMEOUT_SECONDS[entry],
      memoryMegabytes,
    };
  }

  /**
   * A version by which the canary's pages no longer come is not kept. `-c ignoreCanary=true` deploys while the canary fails
   * already: what mends it could not get in otherwise.
   */
  #rollBackOnCanary(): void {
    if (String(this.node.tryGetContext('ignoreCanary')) === 'true') return;
    const namespace = metricNamespaceOf(this.#props.settings.deployment);
    const alarms = this.canary.doors.map((of) => alarmName(namespace, { kind: 'CanaryFailed', of }));
    const { receive, unbatch, assess, sweep } = this.functions;
    for (const { deployment } of [receive, unbatch, assess, sweep]) deployment.rollsBackOn(alarms);
  }

  #acknowledgeUnreserved(): void {
    for (const { lambda } of [this.functions.receive, this.functions.sweep]) {
      acknowledge(
        lambda,
        complianceRule('LambdaConcurrency'),
        'Production reserves concurrency; an account for development often has too little to withhold.',
      );
    }
  }

  #sendsMessages(sender: NodejsFunction): void {
    sender.uses('QUEUE_URL', this.intake.send());
    sender.uses('CLAIM_CHECK_BUCKET', this.#props.record.messages.claimCheck.write());
  }

  #pages(pager: NodejsFunction): void {
    pager.uses('TEAM_TOPIC_ARN_PREFIX', this.topics.publish());
    const { deskUrl } = this.#props;
    if (deskUrl) pager.uses('DESK_URL', { value: deskUrl, statements: [] });
  }

  #tellsOperations(teller: NodejsFunction): void {
    teller.uses('OPERATIONS_TOPIC_ARN', this.topics.operations.publish());
  }
}

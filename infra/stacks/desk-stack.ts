import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Config } from '../../shared/runtime/config.ts';
import { type EnvironmentSettings, TIMEOUT_SECONDS } from '../config.ts';
import { acknowledge, complianceRule } from '../constructs/acknowledge.ts';
import { AlertEvents } from '../constructs/alert-events.ts';
import { Deployments } from '../constructs/deployments.ts';
import { DeskApi } from '../constructs/desk-api.ts';
import { DeskUsers } from '../constructs/desk-users.ts';
import { metricNamespaceOf } from '../constructs/metric-namespace.ts';
import { NodejsFunction, type NodejsFunctionProps } from '../constructs/nodejs-function.ts';
import { operationsTopicName } from '../constructs/team-topics.ts';
import { deployedConfig } from '../deployed-config.ts';
import { type DeskSettings, deskAddress } from '../desk-settings.ts';
import type { FhirEventsSettings } from '../doors.ts';
import type { RecordStack } from './record-stack.ts';

export type DeskStackProps = StackProps & {
  readonly settings: EnvironmentSettings;
  readonly config: Config;
  readonly record: RecordStack;
  readonly desk: DeskSettings;
  readonly fhirEvents: FhirEventsSettings | undefined;
};

/** Partitions of the table that the desk reads and writes: patients, lists of teams, where alerts lie, who is signed in. */
const PARTITIONS = ['P#', 'TEAM#', 'PLACE#', 'SESSION#', 'SIGN_IN#', 'RATE#'] as const;

/** Where the desk takes users back (functions/desk; a test holds both together). */
export const SIGNED_IN_PATH = '/desk/sign-in/callback';
export const SIGNED_OUT_PATH = '/desk/signed-out';

/** Where a person sees an alert and answers it. Made before the pipeline, whose pages lead there. */
export class DeskStack extends Stack {
  readonly api: DeskApi;
  readonly users: DeskUsers;
  readonly desk: NodejsFunction;
  /** Undefined where no other system is to hear of alerts. */
  readonly events: AlertEvents | undefined;
  readonly #deployments: Deployments;
  /** What the link of a page begins with, and what users sign in for. */
  readonly address: string;

  constructor(scope: Construct, id: string, props: DeskStackProps) {
    super(scope, id, props);
    const { config, desk, record, settings } = props;
    const { dataKey } = record;
    const { deployment } = settings;
    this.api = new DeskApi(this, 'Api', { dataKey, settings, domain: desk.domain });
    this.address = deskAddress(config.deskUrl, desk, this.api.url);
    this.users = new DeskUsers(this, 'Users', {
      deployment,
      settings: desk,
      teams: config.teams.map(({ id: team }) => team),
    });
    const { userPoolClientId: clientId } = this.users.client({
      afterSignIn: `${this.address}${SIGNED_IN_PATH}`,
      afterSignOut: `${this.address}${SIGNED_OUT_PATH}`,
    });
    const operations = this.#operations(deployment);
    this.#deployments = new Deployments(this, 'Deployments', settings.deploymentPace, operations);
    this.desk = this.#desk(props);
    this.desk.uses('TABLE_NAME', record.chartTable.itemsUnder(...PARTITIONS));
    this.desk.uses('DESK_URL', { value: this.address, statements: [] });
    this.desk.uses('OIDC_ISSUER', { value: this.users.issuer, statements: [] });
    this.desk.uses('OIDC_CLIENT_ID', { value: clientId, statements: [] });
    if (desk.apiClients.length > 0) {
      this.desk.uses('API_CLIENT_IDS', { value: desk.apiClients.join(' '), statements: [] });
    }
    this.api.serve(this.desk, { issuer: this.users.issuer, clientIds: [clientId, ...desk.apiClients] });
    this.events = props.fhirEvents && this.#events(props, props.fhirEvents);
    new CfnOutput(this, 'DeskUrl', { value: this.address });
    new CfnOutput(this, 'SignInUrl', { value: this.users.signInUrl });
    new CfnOutput(this, 'UserPoolId', { value: this.users.pool.userPoolId });
  }

  #desk(props: DeskStackProps): NodejsFunction {
    const reserved = props.settings.reservedConcurrency?.desk;
    const desk = new NodejsFunction(this, 'desk', {
      ...this.#functionProps('desk', props),
      ...(reserved && { reservedConcurrency: reserved }),
    });
    if (!reserved) {
      acknowledge(
        desk.lambda,
        complianceRule('LambdaConcurrency'),
        'Production reserves concurrency; an account for development often has too little to withhold.',
      );
    }
    return desk;
  }

  #events(props: DeskStackProps, settings: FhirEventsSettings): AlertEvents {
    const { dataKey, chartTable } = props.record;
    const events = new AlertEvents(this, 'Events', {
      ...{ dataKey, chartTable, settings },
      deployment: props.settings.deployment,
      deskUrl: this.address,
      functionProps: this.#functionProps('fhir-events', props),
    });
    new CfnOutput(this, 'EventBusName', { value: events.bus.eventBusName });
    return events;
  }

  #functionProps(
    entry: 'desk' | 'fhir-events',
    { config, record, settings }: DeskStackProps,
  ): NodejsFunctionProps {
    return {
      entry,
      config: deployedConfig(config),
      dataKey: record.dataKey,
      logRetentionDays: settings.logRetentionDays,
      deploying: this.#deployments.deploying,
      metricNamespace: metricNamespaceOf(settings.deployment),
      timeoutSeconds: TIMEOUT_SECONDS[entry],
      memoryMegabytes: 512,
    };
  }

  /** By name: it is made in a later stack, which needs the address of this one. */
  #operations(deployment: string): ITopic {
    const arn = this.formatArn({ service: 'sns', resource: operationsTopicName(deployment) });
    return Topic.fromTopicArn(this, 'Operations', arn);
  }
}

import type { NetworkLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { GATEWAY_CANARY } from '../../shared/runtime/config.ts';
import type { GatewayCanarySettings } from '../doors.ts';
import { allow } from './access.ts';
import { addCanaryPages, CANARY_PAGES_ACTIONS } from './canary-pages.ts';
import { addCanarySchedule } from './canary-schedule.ts';
import type { DataKey } from './data-key.ts';
import { type GatewayNetwork, MLLP } from './gateway-network.ts';
import { NodejsFunction, type NodejsFunctionProps } from './nodejs-function.ts';

export type GatewayCanaryProps = {
  readonly dataKey: DataKey;
  /** Of every team's topic. */
  readonly topicNamePrefix: string;
  readonly network: GatewayNetwork;
  readonly loadBalancer: NetworkLoadBalancer;
  readonly settings: GatewayCanarySettings;
  readonly functionProps: NodejsFunctionProps;
};

/**
 * The canary of the MLLP gateway, which only its own network and those of laboratories reach: the same function, with a
 * client certificate, a team and a queue of its own.
 */
export class GatewayCanary extends Construct {
  readonly canary: NodejsFunction;
  /** The doors it tries, as its metrics name them. */
  readonly doors = ['mllp'] as const;

  constructor(scope: Construct, id: string, props: GatewayCanaryProps) {
    super(scope, id);
    const { dataKey, loadBalancer, network, settings } = props;
    const { certificateSecretArn, serverName } = settings;
    const certificate = { actions: ['secretsmanager:GetSecretValue'], resources: [certificateSecretArn] };
    const securityGroup = network.addClient('Canary', 'Canary of the MLLP gateway');
    const inNetwork = { ...props.functionProps, network: { vpc: network.vpc, securityGroup } };
    this.canary = new NodejsFunction(this, 'canary', inNetwork);
    const { queue } = addCanaryPages(this, { ...props, id: GATEWAY_CANARY, canary: this.canary });
    this.canary.uses('MLLP_HOST', { value: loadBalancer.loadBalancerDnsName, statements: [] });
    this.canary.uses('MLLP_PORT', { value: String(MLLP.port), statements: [] });
    this.canary.uses('MLLP_SERVER_NAME', { value: serverName, statements: [] });
    this.canary.uses('MLLP_CERTIFICATE_SECRET_ARN', {
      value: certificateSecretArn,
      statements: [allow(certificate.actions, certificate.resources), dataKey.use()],
    });
    network.reaches('SQS', { actions: CANARY_PAGES_ACTIONS, resources: [queue.queueArn] });
    network.reaches('SECRETS_MANAGER', certificate);
    addCanarySchedule(this, this.canary);
  }
}

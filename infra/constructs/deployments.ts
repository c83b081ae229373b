import { LambdaApplication } from 'aws-cdk-lib/aws-codedeploy';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Deploying, DeploymentPace } from './gradual-deployment.ts';

const POLICY = 'service-role/AWSCodeDeployRoleForLambdaLimited';

/** What the deployments of all functions of a stack share. */
export class Deployments extends Construct {
  readonly deploying: Deploying;

  constructor(scope: Construct, id: string, pace: DeploymentPace, operations: ITopic) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('codedeploy.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(POLICY)],
    });
    acknowledge(
      role,
      `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${POLICY}]`,
      'The least that CodeDeploy offers to move an alias and to watch its alarms; it is assumed by that service alone.',
    );
    const application = new LambdaApplication(this, 'Application');
    this.deploying = { pace, application, role: role.withoutPolicyUpdates(), operations };
  }
}

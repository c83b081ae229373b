import { Match } from 'aws-cdk-lib/assertions';
import { test } from 'vitest';
import { templatesOf } from './stacks.ts';

const { pipeline } = templatesOf('prod');

test('API Gateway may write logs before the stage that wants them is made', () => {
  const [account] = Object.keys(pipeline.findResources('AWS::ApiGateway::Account'));

  pipeline.hasResourceProperties('AWS::ApiGateway::Account', {
    CloudWatchRoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('CloudWatchRole'), 'Arn'] },
  });
  pipeline.hasResource('AWS::ApiGateway::Stage', { DependsOn: Match.arrayWith([account]) });
});

test('one application of CodeDeploy moves the aliases of functions', () => {
  pipeline.allResourcesProperties('AWS::CodeDeploy::Application', { ComputePlatform: 'Lambda' });
  pipeline.resourceCountIs('AWS::CodeDeploy::Application', 1);
});

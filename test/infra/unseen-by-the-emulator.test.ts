import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { templatesOf } from './stacks.ts';

const { pipeline } = templatesOf('prod');

test('API Gateway may write logs before the stage that wants them is made', () => {
  const [account = ''] = Object.keys(pipeline.findResources('AWS::ApiGateway::Account'));

  pipeline.hasResourceProperties('AWS::ApiGateway::Account', {
    CloudWatchRoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('CloudWatchRole'), 'Arn'] },
  });
  const dependents = Object.values(pipeline.toJSON().Resources).filter(({ DependsOn }) =>
    DependsOn?.includes(account),
  );
  expect(dependents.map(({ Type }) => Type)).toContain('AWS::ApiGateway::Stage');
});

test('one application of CodeDeploy moves the aliases of functions', () => {
  pipeline.allResourcesProperties('AWS::CodeDeploy::Application', { ComputePlatform: 'Lambda' });
  pipeline.resourceCountIs('AWS::CodeDeploy::Application', 1);
});

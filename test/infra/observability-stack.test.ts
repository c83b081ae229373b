import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { sampleConfig, templatesOf } from './stacks.ts';

const { observability } = templatesOf('prod');

describe('operations', () => {
  test('hear of dead letters, of a sweep that does not run and of a page that reached nobody', () => {
    const alarms = Object.values(observability.findResources('AWS::CloudWatch::Alarm')).map(
      ({ Properties }) => Properties,
    );

    expect(alarms).toHaveLength(3 + sampleConfig.teams.length);
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        AlarmActions: [{ 'Fn::ImportValue': expect.stringContaining('Operations') }],
      });
    }
  });

  test('hear of a sweep that is silent', () => {
    observability.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: Match.stringLikeRegexp('^Sweep'),
      TreatMissingData: 'breaching',
    });
  });
});

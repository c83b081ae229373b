import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { readAssessBatch } from '../../infra/assess-batch.ts';
import { settingsOf } from '../../infra/config.ts';
import { addStacks } from '../../infra/create-app.ts';
import { USUAL_DOORS } from '../../infra/doors.ts';
import { context, sampleConfig } from './stacks.ts';

/** A synthesis bundles every function. */
const SYNTHESIS_MS = 90_000;

const read = (value: unknown) => readAssessBatch({ tryGetContext: () => value });

function pipelineWith(more: object): Template {
  const { pipeline } = addStacks(new App({ context: { ...context, ...more } }), {
    settings: settingsOf('prod'),
    config: sampleConfig,
    region: 'eu-west-2',
    doors: USUAL_DOORS,
  });
  return Template.fromStack(pipeline);
}

describe('the batches of assess', { timeout: SYNTHESIS_MS }, () => {
  test.each([
    ['left out', undefined, { batchSize: 10, windowSeconds: 0 }],
    ['as many as SQS hands over at once', '10', { batchSize: 10, windowSeconds: 0 }],
    ['one more', '11', { batchSize: 11, windowSeconds: 1 }],
    ['a number', 50, { batchSize: 50, windowSeconds: 1 }],
  ])('%s', (_, value, expected) => {
    expect(read(value)).toEqual(expected);
  });

  test.each(['0', '101', '1.5', 'many'])('cannot be of %s', (value) => {
    expect(() => read(value)).toThrow('-c assessBatch=…');
  });

  test('are gathered for a second where they are to be large, and stay hidden for as much longer', () => {
    const template = pipelineWith({ assessBatch: '50' });

    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 50,
      MaximumBatchingWindowInSeconds: 1,
    });
    template.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 181 });
  });

  test('wait for nothing else', () => {
    const template = pipelineWith({});

    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: Match.absent(),
    });
    template.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 180 });
  });
});

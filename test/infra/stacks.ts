import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type EnvironmentName, readConfig, settingsOf } from '../../infra/config.ts';
import { addStacks } from '../../infra/create-app.ts';
import type { Config } from '../../shared/runtime/config.ts';

export const sampleConfig = readConfig('tools/samples/calcium-alerts.config.json');

const cdkJson: { context: Record<string, unknown> } = JSON.parse(readFileSync('cdk.json', 'utf8'));

/** The context the CDK command would give, functions left unbundled. */
export const context = { ...cdkJson.context, 'aws:cdk:bundling-stacks': [] };

export type Templates = {
  readonly record: Template;
  readonly pipeline: Template;
  readonly observability: Template;
};

/** The templates of one environment, without the rule packs. */
export function templatesOf(environment: EnvironmentName, config: Config = sampleConfig): Templates {
  const app = new App({ context });
  const { record, pipeline, observability } = addStacks(app, {
    settings: settingsOf(environment),
    config,
    region: 'eu-west-2',
  });
  return {
    record: Template.fromStack(record),
    pipeline: Template.fromStack(pipeline),
    observability: Template.fromStack(observability),
  };
}

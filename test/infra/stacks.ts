import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type EnvironmentName, readConfig, settingsOf } from '../../infra/config.ts';
import { addStacks } from '../../infra/create-app.ts';
import { projectContext } from '../../infra/whole-app.ts';
import type { Config } from '../../shared/runtime/config.ts';

export const sampleConfig = readConfig('tools/samples/calcium-alerts.config.json');

/** The context the CDK command would give, functions left unbundled. */
export const context = projectContext();

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

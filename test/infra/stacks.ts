import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type EnvironmentName, readConfig, settingsOf } from '../../infra/config.ts';
import { addStacks } from '../../infra/create-app.ts';
import { doorsSchema } from '../../infra/doors.ts';
import { projectContext } from '../../infra/whole-app.ts';
import type { Config } from '../../shared/runtime/config.ts';

export const sampleConfig = readConfig('tools/samples/calcium-alerts.config.json');

/** The context the CDK command would give, functions left unbundled. */
export const context = projectContext();

export type Templates = {
  readonly record: Template;
  readonly pipeline: Template;
  readonly observability: Template;
  readonly desk: Template;
};

/** The templates of one environment, without the rule packs. */
export function templatesOf(
  environment: EnvironmentName,
  config: Config = sampleConfig,
  doors: unknown = {},
): Templates {
  const app = new App({ context });
  const { record, pipeline, observability, desk } = addStacks(app, {
    settings: settingsOf(environment),
    config,
    region: 'eu-west-2',
    doors: doorsSchema.parse(doors),
  });
  if (!desk) throw new Error('no desk stack');
  return {
    desk: Template.fromStack(desk),
    record: Template.fromStack(record),
    pipeline: Template.fromStack(pipeline),
    observability: Template.fromStack(observability),
  };
}

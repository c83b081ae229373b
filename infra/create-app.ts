import { App, type AppProps, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import type { Config } from '../shared/runtime/config.ts';
import { type EnvironmentSettings, readConfig, settingsOf } from './config.ts';
import { ObservabilityStack } from './stacks/observability-stack.ts';
import { PipelineStack } from './stacks/pipeline-stack.ts';
import { RecordStack } from './stacks/record-stack.ts';

export type StacksProps = {
  readonly settings: EnvironmentSettings;
  readonly config: Config;
  /** Named, because an encrypted global table has to know it. */
  readonly region: string;
};
export type CalciumAlertsStacks = {
  readonly record: RecordStack;
  readonly pipeline: PipelineStack;
  readonly observability: ObservabilityStack;
};

const SAMPLE_CONFIG = 'tools/samples/calcium-alerts.config.json';

/**
 * The app that the context names: `-c env=dev|prod`, `-c region=…`, `-c config=FILE` (the sample when left out).
 * A finding of a rule pack that nobody acknowledged stops its synthesis.
 */
export function createApp(props?: AppProps): App {
  const app = new App(props);
  const file: unknown = app.node.tryGetContext('config');
  addStacks(app, {
    settings: settingsOf(app.node.tryGetContext('env')),
    region: app.node.getContext('region'),
    config: readConfig(typeof file === 'string' ? file : SAMPLE_CONFIG),
  });
  Validations.of(app).addPlugins(
    new AwsSolutionsChecks(),
    new HIPAASecurityChecks(),
    new NIST80053R5Checks(),
    new ServerlessChecks(),
  );
  return app;
}

/** The stacks of one environment, tagged. */
export function addStacks(app: App, { settings, config, region }: StacksProps): CalciumAlertsStacks {
  const name = `CalciumAlerts-${settings.name}`;
  const placed = { env: { region }, terminationProtection: settings.terminationProtection };
  const record = new RecordStack(app, `${name}-Record`, {
    description: 'Calcium Alerts: the record of patients and messages, and the key to both',
    settings,
    ...placed,
  });
  const pipeline = new PipelineStack(app, `${name}-Pipeline`, {
    description: 'Calcium Alerts: from the message to the page',
    config,
    record,
    settings,
    ...placed,
  });
  const observability = new ObservabilityStack(app, `${name}-Observability`, {
    description: 'Calcium Alerts: alarms and what is measured',
    record,
    pipeline,
    ...placed,
  });
  Tags.of(app).add('project', 'calcium-alerts');
  Tags.of(app).add('environment', settings.name);
  Tags.of(app).add('data-classification', 'patient-data');
  return { record, pipeline, observability };
}

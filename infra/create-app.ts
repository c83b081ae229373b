import { App, type AppProps, type IPolicyValidationPlugin, Stage, Tags, Validations } from 'aws-cdk-lib';
import {
  AwsSolutionsChecks,
  HIPAASecurityChecks,
  type NagPack,
  NIST80053R5Checks,
  ServerlessChecks,
} from 'cdk-nag';
import type { Config } from '../shared/runtime/config.ts';
import { readCells } from './cells.ts';
import { type EnvironmentSettings, readConfig, settingsOf } from './config.ts';
import { type Doors, readDoors, USUAL_DOORS } from './doors.ts';
import { houseRulePack } from './house-rules/house-rule-pack.ts';
import { DeskStack } from './stacks/desk-stack.ts';
import { GatewayStack } from './stacks/gateway-stack.ts';
import { ObservabilityStack } from './stacks/observability-stack.ts';
import { PipelineStack } from './stacks/pipeline-stack.ts';
import { RecordStack } from './stacks/record-stack.ts';
import { StandbyStack } from './stacks/standby-stack.ts';

export type CalciumAlertsAppProps = AppProps & {
  /** What the stacks are made of; a tag of every resource. */
  readonly commit?: string;
};
export type StacksProps = {
  /** One of several, by name. */
  readonly cell?: string;
  readonly settings: EnvironmentSettings;
  readonly config: Config;
  /** Named, because an encrypted global table has to know it. */
  readonly region: string;
  /** Another region that holds the table, its key and its backups too. */
  readonly replicaRegion?: string | undefined;
  /** Beside the HL7 API for senders of this account's IAM, and files. */
  readonly doors?: Doors | undefined;
};
export type CalciumAlertsStacks = {
  readonly record: RecordStack;
  readonly pipeline: PipelineStack;
  readonly observability: ObservabilityStack;
  readonly gateway?: GatewayStack;
  readonly desk?: DeskStack;
};

const SAMPLE_CONFIG = 'tools/samples/calcium-alerts.config.json';
const ONLY_CELL = 'only';

/**
 * The app that the context names: `-c env=dev|prod`, `-c region=…`, `-c replicaRegion=…` (none when left out) and
 * `-c config=FILE` (the sample when left out), or several cells with a configuration each by `-c cells=FILE`; and what
 * doors there are (see doors.ts).
 * A finding of a rule pack that nobody acknowledged stops its synthesis.
 */
export function createApp(props?: CalciumAlertsAppProps): App {
  const app = createUncheckedApp(props);
  Validations.of(app).addPlugins(...rulePacks());
  return app;
}

/** Every pack that has to find nothing. */
export function rulePacks(): readonly [...NagPack[], IPolicyValidationPlugin] {
  return [
    new AwsSolutionsChecks(),
    new HIPAASecurityChecks(),
    new NIST80053R5Checks(),
    new ServerlessChecks(),
    houseRulePack(),
  ];
}

/** The same app without the rule packs. */
export function createUncheckedApp({ commit = 'unknown', ...props }: CalciumAlertsAppProps = {}): App {
  const app = new App(props);
  const cells = textFrom(app, 'cells');
  if (cells) addCells(app, cells);
  else addOnlyCell(app);
  Tags.of(app).add('commit', commit);
  return app;
}

function addOnlyCell(app: App): void {
  addStacks(app, {
    settings: settingsOf(textFrom(app, 'env')),
    region: app.node.getContext('region'),
    replicaRegion: textFrom(app, 'replicaRegion'),
    config: readConfig(textFrom(app, 'config') ?? SAMPLE_CONFIG),
    doors: readDoors(app.node),
  });
}

/** The same stage for each cell, so that one can be deployed, or fail, without the others. */
function addCells(app: App, file: string): void {
  for (const { name, config, region, replicaRegion, doors } of readCells(file)) {
    addStacks(new Stage(app, name), {
      cell: name,
      settings: settingsOf(textFrom(app, 'env'), name),
      region: region ?? app.node.getContext('region'),
      replicaRegion,
      config: readConfig(config),
      doors,
    });
  }
}

function textFrom(app: App, key: string): string | undefined {
  const value: unknown = app.node.tryGetContext(key);
  return typeof value === 'string' ? value : undefined;
}

/** The stacks of one cell of one environment, tagged. */
export function addStacks(stage: Stage, props: StacksProps): CalciumAlertsStacks {
  const { settings, config, region, replicaRegion, doors = USUAL_DOORS } = props;
  const { deployment, terminationProtection } = settings;
  const nameOf = (part: string) => `CalciumAlerts-${deployment}-${part}`;
  const placed = (part: string, description: string, where = region) => ({
    stackName: nameOf(part),
    description: `Calcium Alerts: ${description}`,
    env: { region: where },
    terminationProtection,
  });
  const record = new RecordStack(stage, nameOf('Record'), {
    ...placed('Record', 'the record of patients and messages, and the key to both'),
    settings,
    replicaRegion,
  });
  if (replicaRegion) {
    const standby = new StandbyStack(stage, nameOf('Standby'), {
      ...placed('Standby', 'what the record needs in the region of its replica', replicaRegion),
      settings,
    });
    record.addStackDependency(standby, 'the replica is encrypted by the key there');
  }
  const desk =
    doors.desk &&
    new DeskStack(stage, nameOf('Desk'), {
      ...placed('Desk', 'where alerts are seen and answered'),
      config,
      record,
      settings,
      desk: doors.desk,
      fhirEvents: doors.fhirEvents,
    });
  if (doors.fhirEvents && !desk) throw new Error('fhirEvents: an event leads to the desk; there is none');
  const pipeline = new PipelineStack(stage, nameOf('Pipeline'), {
    ...placed('Pipeline', 'from the message to the page'),
    config,
    record,
    settings,
    doors,
    deskUrl: desk?.address,
  });
  const gateway =
    doors.gateway &&
    new GatewayStack(stage, nameOf('Gateway'), {
      ...placed('Gateway', 'MLLP over TLS'),
      config,
      record,
      pipeline,
      settings,
      gateway: doors.gateway,
    });
  const observability = new ObservabilityStack(stage, nameOf('Observability'), {
    ...placed('Observability', 'alarms and what is measured'),
    settings,
    config,
    record,
    pipeline,
    gatewayCanary: gateway?.canary,
    desk,
  });
  Tags.of(stage).add('project', 'calcium-alerts');
  Tags.of(stage).add('environment', settings.name);
  Tags.of(stage).add('cell', props.cell ?? ONLY_CELL);
  Tags.of(stage).add('data-classification', 'patient-data');
  return { record, pipeline, observability, ...(gateway && { gateway }), ...(desk && { desk }) };
}

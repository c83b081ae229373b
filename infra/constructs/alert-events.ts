import { Duration, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { FhirEventsSettings } from '../doors.ts';
import { allow } from './access.ts';
import { acknowledge, complianceRule } from './acknowledge.ts';
import type { ChartTable } from './chart-table.ts';
import type { DataKey } from './data-key.ts';
import { NodejsFunction, type NodejsFunctionProps } from './nodejs-function.ts';
import { runOnSchedule } from './run-on-schedule.ts';

export type AlertEventsProps = {
  readonly dataKey: DataKey;
  readonly deployment: string;
  readonly chartTable: ChartTable;
  readonly deskUrl: string;
  readonly settings: FhirEventsSettings;
  readonly functionProps: NodejsFunctionProps;
};

/** Partitions of the table that are read and written: patients, lists of teams, where alerts lie, what is told. */
const PARTITIONS = ['P#', 'TEAM#', 'PLACE#', 'EVENTS#'] as const;

/** A bus of its own, on which systems of this account hear of each alert; rules of theirs take what they want. */
export class AlertEvents extends Construct {
  readonly bus: EventBus;
  readonly publisher: NodejsFunction;

  constructor(scope: Construct, id: string, props: AlertEventsProps) {
    super(scope, id);
    const { chartTable, dataKey, deployment, deskUrl, settings } = props;
    const eventBusName = `calcium-alerts-${deployment}`;
    dataKey.encryptsBus(
      Stack.of(this).formatArn({ service: 'events', resource: 'event-bus', resourceName: eventBusName }),
    );
    this.bus = new EventBus(this, 'Bus', {
      eventBusName,
      description: 'Calcium Alerts: alerts, for other systems',
      kmsKey: dataKey.key,
    });
    this.publisher = new NodejsFunction(this, 'fhir-events', props.functionProps);
    this.publisher.uses('TABLE_NAME', chartTable.itemsUnder(...PARTITIONS));
    this.publisher.uses('DESK_URL', { value: deskUrl, statements: [] });
    this.publisher.uses('WITH_PATIENT_DATA', { value: String(settings.withPatientData), statements: [] });
    this.publisher.uses('EVENT_BUS_NAME', {
      value: this.bus.eventBusName,
      statements: [allow(['events:PutEvents'], [this.bus.eventBusArn])],
    });
    runOnSchedule(this, 'EachMinute', this.publisher, {
      every: Duration.minutes(1),
      description: 'Calcium Alerts: events of alerts',
      reason: 'A lost run leaves nothing behind that the next minute does not do.',
    });
    acknowledge(
      this.publisher.lambda,
      complianceRule('LambdaConcurrency'),
      'It runs once a minute; two at once would tell an alert twice, which its id shows: there is nothing to withhold from the account.',
    );
  }
}

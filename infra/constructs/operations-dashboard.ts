import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  SearchExpression,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { FIVE_MINUTES, ownMetric } from './alarm-rule.ts';

export type OperationsDashboardProps = {
  readonly namespace: string;
  readonly alarms: readonly IAlarm[];
  readonly functions: Readonly<Record<string, { readonly lambda: IFunction }>>;
  readonly queues: Readonly<Record<string, IQueue>>;
};

const WIDTH = 24;
const THIRD = 8;

/** Of one widget; those of single teams and feeds come last. */
const MOST_ALARMS = 100;

/** What operations look at: every alarm, then what messages, pages, the canary, functions and queues do. */
export class OperationsDashboard extends Construct {
  constructor(scope: Construct, id: string, props: OperationsDashboardProps) {
    super(scope, id);
    const { namespace, alarms } = props;
    const dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: namespace,
      defaultInterval: Duration.hours(12),
    });
    dashboard.addWidgets(new TextWidget({ markdown: HEADING, width: WIDTH, height: 2 }));
    dashboard.addWidgets(
      new AlarmStatusWidget({
        title: 'Alarms',
        alarms: alarms.slice(0, MOST_ALARMS),
        width: WIDTH,
        height: 6,
      }),
    );
    dashboard.addWidgets(...messageGraphs(namespace));
    dashboard.addWidgets(...pageGraphs(namespace));
    dashboard.addWidgets(...rejudgeGraphs(namespace));
    dashboard.addWidgets(...serviceGraphs(props));
  }
}

const HEADING =
  'What each alarm means and what to do: the runbook in docs/operations.md. Metrics are listed there too.';

function messageGraphs(namespace: string): readonly GraphWidget[] {
  const sum = (...names: readonly string[]) =>
    names.map((name) => ownMetric(namespace, { name, statistic: Stats.SUM }));
  const fates = [
    'MessagesJudged',
    'MessagesIgnored',
    'MessagesQuarantined',
    'MessagesRetried',
    'MessagesRefused',
  ];
  return [
    graph('Messages by fate', sum(...fates)),
    graph('Messages with results, by feed', [byDimension(namespace, 'feed', 'ResultMessages')]),
    graph('Messages with calcium, by feed', [byDimension(namespace, 'feed', 'CalciumMessages')]),
  ];
}

function pageGraphs(namespace: string): readonly GraphWidget[] {
  const took = (statistic: string) => ownMetric(namespace, { name: 'ReceiveToPageMs', statistic });
  const oldest = ownMetric(namespace, { name: 'OldestUnsentMs', statistic: Stats.MAXIMUM });
  return [
    graph('From receipt to page, and oldest unsent alert, ms', [took('p50'), took('p99'), oldest]),
    graph('Pages by team and level', [byDimension(namespace, 'level,team', 'PagesPublished')]),
    graph('Canary by door, ms', [byDimension(namespace, 'door', 'CanaryMs', 'Maximum')]),
  ];
}

function rejudgeGraphs(namespace: string): readonly GraphWidget[] {
  const sum = (name: string) => ownMetric(namespace, { name, statistic: Stats.SUM });
  const age = ownMetric(namespace, { name: 'RejudgeAgeMs', statistic: Stats.MAXIMUM });
  return [
    graph('Charts judged again', [sum('RejudgeCharts'), sum('RejudgeFailed')]),
    graph('Differences found, by finding and kind', [
      byDimension(namespace, 'finding,kind', 'RejudgeDifferences'),
    ]),
    graph('Since the last whole re-judge, ms', [age]),
  ];
}

function serviceGraphs({ functions, queues }: OperationsDashboardProps): readonly GraphWidget[] {
  const lambdas = Object.entries(functions);
  const errors = lambdas.map(([label, { lambda }]) => lambda.metricErrors({ label, period: FIVE_MINUTES }));
  const durations = lambdas.map(([label, { lambda }]) =>
    lambda.metricDuration({ label, period: FIVE_MINUTES, statistic: Stats.percentile(99) }),
  );
  const ages = Object.entries(queues).map(([label, queue]) =>
    queue.metricApproximateAgeOfOldestMessage({ label, period: FIVE_MINUTES, statistic: Stats.MAXIMUM }),
  );
  return [
    graph('Errors by function', errors),
    graph('Duration by function, p99, ms', durations),
    graph('Oldest message by queue, s', ages),
  ];
}

function graph(title: string, left: readonly IMetric[]): GraphWidget {
  return new GraphWidget({ title, left: [...left], width: THIRD, height: 6 });
}

/** One line for each value that a dimension has: feeds and teams come and go without a deployment of the graph. */
function byDimension(
  namespace: string,
  dimensions: string,
  name: string,
  statistic = 'Sum',
): SearchExpression {
  return new SearchExpression({
    expression: `SEARCH('{${namespace},${dimensions}} MetricName="${name}"', '${statistic}', 300)`,
    label: '',
    period: FIVE_MINUTES,
  });
}

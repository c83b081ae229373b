import { Duration } from 'aws-cdk-lib';
import { type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';

/** What an alarm is about: a heading of the runbook in docs/operations.md. Public: never renamed. */
export type AlarmKind =
  | 'AlertsUnanswered'
  | 'ApiErrors'
  | 'CalciumShare'
  | 'CanaryFailed'
  | 'CanaryLate'
  | 'DeadLetters'
  | 'DeskErrors'
  | 'FeedsSilent'
  | 'FunctionErrors'
  | 'FunctionThrottled'
  | 'GatewayTooFewTasks'
  | 'LevelsUnheard'
  | 'MessagesFailing'
  | 'MessagesQuarantined'
  | 'MessagesRefused'
  | 'NewVersionFails'
  | 'OldMessages'
  | 'PageReachedNobody'
  | 'PagesStorm'
  | 'PagesToFallbackTeam'
  | 'PublishFailed'
  | 'RejudgeFailed'
  | 'RejudgeMissed'
  | 'RejudgeNotRunning'
  | 'SlowPages'
  | 'SmsFailed'
  | 'SmsSpend'
  | 'SubscriptionsMissing'
  | 'SubscriptionsUnconfirmed'
  | 'SweepNotRunning'
  | 'TableErrors'
  | 'TableThrottled'
  | 'TlsNotRenewed'
  | 'UnmappedCalcium'
  | 'UnsentAlerts'
  | 'ValuesQuarantined';

export type AlarmRule = {
  readonly kind: AlarmKind;
  /** Which queue, function, team, feed or door, where there is one alarm for each. */
  readonly of?: string;
  /** What is wrong, in one sentence for whoever is woken by it. */
  readonly fault: string;
  readonly metric: IMetric;
  /** The fault is there from this value on; `below-norm`: where the metric falls under what it has been before. */
  readonly from: number | 'below-norm';
  /** Periods of the metric at fault, of as many looked at; one of one when left out. */
  readonly periods?: { readonly atFault: number; readonly of: number };
  /** What no data says: nothing happened, or nothing works. */
  readonly silence: 'fine' | 'fault';
};

export const IN_ALL_OF_TWO = { atFault: 2, of: 2 } as const;
export const IN_TWO_OF_THREE = { atFault: 2, of: 3 } as const;
export const IN_ALL_OF_THREE = { atFault: 3, of: 3 } as const;

export const FIVE_MINUTES = Duration.minutes(5);
export const AN_HOUR = Duration.hours(1);

export const MISSING_DATA = {
  fine: TreatMissingData.NOT_BREACHING,
  fault: TreatMissingData.BREACHING,
} as const;

export type OwnMetric = {
  readonly name: string;
  /** `Sum`, `Maximum`, `p99` … */
  readonly statistic: string;
  readonly period?: Duration;
  /** In all when left out. */
  readonly dimensions?: Readonly<Record<string, string>>;
};

/** A metric that the functions emit themselves (docs/operations.md lists them). */
export function ownMetric(namespace: string, { name, statistic, period, dimensions }: OwnMetric): Metric {
  return new Metric({
    namespace,
    metricName: name,
    statistic,
    period: period ?? FIVE_MINUTES,
    ...(dimensions && { dimensionsMap: dimensions }),
  });
}

import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { CalciumAlertsError } from './errors.ts';
import { stackFrames } from './stack-frames.ts';
import type { MetricDimensions, Telemetry, TelemetryFields } from './telemetry.ts';

/** The only fields that reach a log line: ids, counts and codes. Another name is left out and counted. */
const LOGGED_FIELDS = new Set([
  'alertId',
  'alerts',
  'attempts',
  'batch',
  'charts',
  'code',
  'connections',
  'count',
  'delivered',
  'door',
  'durationMs',
  'failed',
  'feed',
  'filtered',
  'function',
  'ignored',
  'judged',
  'kept',
  'level',
  'messageId',
  'messages',
  'missing',
  'offset',
  'port',
  'quarantined',
  'raised',
  'reason',
  'rereads',
  'retried',
  'shard',
  'status',
  'subscribed',
  'topic',
  'topics',
  'unconfirmed',
  'unsubscribed',
  'valuesQuarantined',
]);

export type LogSink = Pick<Logger, 'info' | 'warn' | 'error'>;
export type MetricSink = Pick<Metrics, 'singleMetric'>;

/**
 * Telemetry as JSON log lines and CloudWatch embedded metrics. `service` names the function; the namespace of the metrics
 * tells deployments of one account apart.
 */
export function createPowertoolsTelemetry(service: string, env: NodeJS.ProcessEnv = process.env): Telemetry {
  const namespace = env.POWERTOOLS_METRICS_NAMESPACE ?? 'CalciumAlerts';
  return telemetryOver(
    new Logger({ serviceName: service }),
    new Metrics({ namespace, serviceName: service }),
  );
}

export function telemetryOver(logger: LogSink, metrics: MetricSink): Telemetry {
  const measure: Telemetry['measure'] = (metric, value, unit, dimensions = {}) => {
    const single = metrics.singleMetric();
    single.clearDefaultDimensions();
    for (const dimensionSet of dimensionSetsOf(dimensions)) single.addDimensions({ ...dimensionSet });
    single.addMetric(metric, unit, value);
  };
  const count: Telemetry['count'] = (metric, by = 1, dimensions) => measure(metric, by, 'Count', dimensions);
  const allowed = (fields: TelemetryFields = {}): TelemetryFields => {
    const kept = Object.entries(fields).filter(([name]) => LOGGED_FIELDS.has(name));
    const left = Object.keys(fields).length - kept.length;
    if (left > 0) count('LogFieldsLeftOut', left);
    return Object.fromEntries(kept);
  };
  return {
    info: (event, fields) => logger.info(event, allowed(fields)),
    warn: (event, fields) => logger.warn(event, allowed(fields)),
    error: (event, error, fields) => logger.error(event, { ...allowed(fields), fault: describeFault(error) }),
    count,
    measure,
  };
}

/** In all, for alarms, and by what it is of: CloudWatch adds up nothing by itself. */
function dimensionSetsOf(dimensions: MetricDimensions): readonly MetricDimensions[] {
  return Object.keys(dimensions).length === 0 ? [{}] : [{}, dimensions];
}

/** What may be told of any error: its name, stable code and stack frames; a message could quote content. */
export function describeFault(error: unknown): { name: string; code: string; frames: string } {
  if (!(error instanceof Error)) return { name: typeof error, code: 'UNKNOWN', frames: '' };
  const code = error instanceof CalciumAlertsError ? error.code : 'UNEXPECTED';
  return { name: error.name, code, frames: stackFrames(error).join('\n') };
}

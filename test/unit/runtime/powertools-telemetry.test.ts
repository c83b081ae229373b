import { describe, expect, it, vi } from 'vitest';
import { UnprocessableMessageError } from '../../../shared/runtime/errors.ts';
import {
  createPowertoolsTelemetry,
  describeFault,
  telemetryOver,
} from '../../../shared/runtime/powertools-telemetry.ts';

function recording() {
  const lines: unknown[] = [];
  const metrics: unknown[] = [];
  const log = (event: unknown, ...extra: unknown[]) => void lines.push([event, ...extra]);
  const single = {
    clearDefaultDimensions: () => {},
    addDimensions: (dimensions: unknown) => {
      metrics.push(dimensions);
      return single;
    },
    addMetric: (...metric: unknown[]) => void metrics.push(metric),
  };
  const sink = { info: log, warn: log, error: log };
  const telemetry = telemetryOver(sink, { singleMetric: () => single } as never);
  return { telemetry, lines, metrics };
}

describe('telemetry', () => {
  it('logs fields of the allow-list only, and counts what it left out', () => {
    const { telemetry, lines, metrics } = recording();
    telemetry.info('batch', { count: 3, patientName: 'ZZPHI' });
    expect(lines).toEqual([['batch', { count: 3 }]]);
    expect(metrics).toContainEqual(['LogFieldsLeftOut', 'Count', 1]);
  });

  it.each([
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
  ])('logs the ids, counts and codes that operations search for: %s', (name) => {
    const { telemetry, lines, metrics } = recording();
    telemetry.info('event', { [name]: 'x' });
    expect(lines).toEqual([['event', { [name]: 'x' }]]);
    expect(metrics).toEqual([]);
  });

  it('logs a warning without fields', () => {
    const { telemetry, lines } = recording();
    telemetry.warn('slow');
    expect(lines).toEqual([['slow', {}]]);
  });

  it('keeps of an error its name, code and frames, never its message', () => {
    const { telemetry, lines } = recording();
    telemetry.error('failed', new UnprocessableMessageError('parity', 'ZZPHI said'), { messageId: 'm1' });
    const text = JSON.stringify(lines);
    expect(text).not.toContain('ZZPHI');
    expect(text).toContain('MESSAGE_UNPROCESSABLE');
    expect(text).toContain('UnprocessableMessageError');
    expect(text).toContain('m1');
  });

  it.each([
    ['a foreign error', new TypeError('ZZPHI'), { name: 'TypeError', code: 'UNEXPECTED' }],
    ['no error at all', 'ZZPHI', { name: 'string', code: 'UNKNOWN', frames: '' }],
  ])('describes %s without its text', (_, thrown, expected) => {
    expect(describeFault(thrown)).toMatchObject(expected);
    expect(JSON.stringify(describeFault(thrown))).not.toContain('ZZPHI');
  });

  it('leaves no line of a message of many lines among the frames', () => {
    const error = new Error('first\nPID|ZZPHI');
    expect(describeFault(error).frames).not.toContain('ZZPHI');
  });

  it('has no frames where the error has no stack', () => {
    const error = new Error('x');
    delete (error as { stack?: string }).stack;
    expect(describeFault(error).frames).toBe('');
  });

  it('counts with dimensions', () => {
    const { telemetry, metrics } = recording();
    telemetry.count('Messages', 2, { feed: 'a' });
    expect(metrics).toEqual([{}, { feed: 'a' }, ['Messages', 'Count', 2]]);
  });

  it('measures in the unit it is given', () => {
    const { telemetry, metrics } = recording();
    telemetry.measure('ReceiveToPageMs', 840, 'Milliseconds');
    expect(metrics).toEqual([{}, ['ReceiveToPageMs', 'Milliseconds', 840]]);
  });

  it.each([
    [{}, 'CalciumAlerts'],
    [{ POWERTOOLS_METRICS_NAMESPACE: 'CalciumAlerts-prod' }, 'CalciumAlerts-prod'],
  ])('writes embedded metrics in all and by their dimensions, of %j under %s', (env, namespace) => {
    const written: string[] = [];
    const stdout = vi
      .spyOn(process.stdout, 'write')
      .mockImplementation((text) => written.push(String(text)) > 0);
    const telemetry = createPowertoolsTelemetry('assess', env);
    telemetry.count('Messages', 1, { feed: 'a' });
    stdout.mockRestore();
    expect(written.flatMap((text) => JSON.parse(text)._aws.CloudWatchMetrics)).toEqual([
      { Namespace: namespace, Dimensions: [[], ['feed']], Metrics: [{ Name: 'Messages', Unit: 'Count' }] },
    ]);
  });
});

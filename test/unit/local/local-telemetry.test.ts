import { describe, expect, it } from 'vitest';
import { createLocalTelemetry } from '../../../infra/local/local-telemetry.ts';
import { diskFull, LocalRuntimeError } from '../../../infra/local/runtime-error.ts';
import { ChartContendedError } from '../../../shared/runtime/errors.ts';

function telemetry() {
  const lines: string[] = [];
  return { lines, ...createLocalTelemetry((line) => lines.push(line)) };
}

describe('local telemetry', () => {
  it('prints warnings and faults as one line each, and nothing else', () => {
    const { lines, info, count, warn, error } = telemetry();

    info('swept', { charts: 1 });
    count('SweepRuns');
    warn('queue-deep', { waiting: 3 });
    error('assess-failed', new ChartContendedError('the chart was contended'), { messageId: 'm' });

    expect(lines).toEqual([
      'warning: queue-deep waiting=3',
      'fault: assess-failed (CHART_CONTENDED: the chart was contended) messageId=m',
    ]);
  });

  it('says what a fault of this machine is, and what to do', () => {
    const { lines, error } = telemetry();

    error('receive-not-durable', new LocalRuntimeError(diskFull('/data/queue')));

    expect(lines).toEqual([
      'fault: receive-not-durable (/data/queue cannot grow, the disk is full: free some space. Nothing that was acknowledged is lost)',
    ]);
  });

  it.each([
    [new SyntaxError('Unexpected token in PATIENT NAME'), 'SyntaxError'],
    ['PATIENT NAME', 'string'],
    [Object.assign(new Error('PATIENT NAME'), { code: 'ENOSPC' }), 'Error ENOSPC'],
  ])('never prints the text of an error that is not ours', (thrown, kind) => {
    const { lines, error } = telemetry();

    error('failed', thrown);

    expect(lines).toEqual([`fault: failed (${kind})`]);
  });
});

import { describe, expect, it } from 'vitest';
import { stackFrames } from '../../../shared/runtime/stack-frames.ts';

describe('the frames of an error', () => {
  it('say where it came from', () => {
    const [first = ''] = stackFrames(new Error('x'));

    expect(first).toMatch(/^ {4}at \S*.*stack-frames\.test\.ts:\d+:\d+\)?$/);
  });

  it.each([
    '    at handler (file:///var/task/index.mjs:1:2)',
    '    at async Promise.all (index 0)',
    '    at async Promise.all (index 12)',
    '    at handler (file:///var/task/index.mjs:1:23)',
    '    at async /var/task/functions/assess/handler.ts:47:24',
    '    at new Promise (<anonymous>)',
    '    at Object.<anonymous> (/app/a.ts:1:2)',
    '    at Server.emit [as emit2] (node:events:1:2)',
    '    at process.processTicksAndRejections (node:internal/process/task_queues:104:5)',
  ])('are kept as V8 writes them:%s', (frame) => {
    const error = new Error('x');
    error.stack = `Error: x\n${frame}`;

    expect(stackFrames(error)).toEqual([frame]);
  });

  it.each(['PID|ZZPHI', '    at ZZPHI', '    at ZZPHI (a:1:1)', '    at ZZPHI (a:1:1)\n'])(
    'hold no line of a message (%#)',
    (line) => {
      expect(stackFrames(new Error(`first\n${line}`)).join()).not.toContain('ZZPHI');
    },
  );

  it('hold no line of text where the message was changed after the error was made', () => {
    const error = new Error('first\n    at the bedside of ZZPHI\nlast');
    error.message = 'another';

    expect(stackFrames(error).join()).not.toContain('ZZPHI');
    expect(stackFrames(error).length).toBeGreaterThan(0);
  });

  it.each(['ZZPHI    at handler (a:1:1)', '    at handler (a:1:1) ZZPHI', '    at handler (a:1:1), ZZPHI'])(
    'hold no line that is more than a frame (%#)',
    (line) => {
      const error = new Error('another');
      error.stack = `Error: first\n${line}`;

      expect(stackFrames(error)).toEqual([]);
    },
  );

  it('are none where there is no stack', () => {
    const error = new Error('x');
    delete (error as { stack?: string }).stack;

    expect(stackFrames(error)).toEqual([]);
  });
});

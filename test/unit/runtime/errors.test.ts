import { describe, expect, it } from 'vitest';
import {
  CanaryRefusedError,
  ChartContendedError,
  ConfigurationError,
  EventsLeftError,
  FileUnreadableError,
  isPermanent,
  QueueUncertainError,
  StoredItemError,
  UnprocessableMessageError,
} from '../../../shared/runtime/errors.ts';

describe('errors', () => {
  it.each([
    [
      new UnprocessableMessageError('parity', 'why'),
      'UnprocessableMessageError',
      'MESSAGE_UNPROCESSABLE',
      'permanent',
    ],
    [new ChartContendedError('why'), 'ChartContendedError', 'CHART_CONTENDED', 'transient'],
    [new QueueUncertainError('why'), 'QueueUncertainError', 'QUEUE_UNCERTAIN', 'ambiguous'],
    [new StoredItemError('why'), 'StoredItemError', 'STORED_ITEM_INVALID', 'transient'],
    [new FileUnreadableError('damaged', 'why'), 'FileUnreadableError', 'FILE_UNREADABLE', 'permanent'],
    [new CanaryRefusedError('why'), 'CanaryRefusedError', 'CANARY_REFUSED', 'transient'],
    [new EventsLeftError('why'), 'EventsLeftError', 'EVENTS_LEFT', 'transient'],
    [new ConfigurationError('why'), 'ConfigurationError', 'CONFIGURATION_INVALID', 'permanent'],
  ])('%s has a name, a code and a class that never change', (error, name, code, errorClass) => {
    expect(error).toMatchObject({ name, code, errorClass, message: 'why' });
    expect(isPermanent(error)).toBe(errorClass === 'permanent');
  });

  it('say for what reason a message or a file is given up', () => {
    expect(new UnprocessableMessageError('parity', 'why').reason).toBe('parity');
    expect(new FileUnreadableError('too-large', 'why').reason).toBe('too-large');
  });

  it('keep what caused them', () => {
    const cause = new Error('below');

    expect(new StoredItemError('why', { cause }).cause).toBe(cause);
  });

  it.each([
    new TypeError('x'),
    Object.assign(new Error('x'), { errorClass: 'permanent' }),
    'permanent',
    undefined,
  ])('that are not ours are never taken for permanent: %s', (error) => {
    expect(isPermanent(error)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { isWithdrawn, resultStatus } from '../../../shared/clinical/result-status.ts';

const statusOf = (status: string, orderStatus = '', emptyStatus: 'P' | 'F' = 'P') =>
  resultStatus({ status, orderStatus }, emptyStatus);

describe('the status of a result', () => {
  it.each(['P', 'R', 'S', 'U', 'F', 'C', 'X', 'D', 'W'])('is OBX-11 %s as it stands', (status) => {
    expect(statusOf(status)).toBe(status);
    expect(statusOf(` ${status.toLowerCase()} `)).toBe(status);
  });

  it.each(['I', 'O', 'N'])('is ignored for OBX-11 %s', (status) => {
    expect(statusOf(status)).toBe('ignored');
  });

  it.each(['B', 'V', 'Z', 'FINAL', '1', '__proto__'])('is unknown for OBX-11 %s', (status) => {
    expect(statusOf(status)).toBeUndefined();
  });

  it('is OBX-11 before OBR-25', () => {
    expect(statusOf('P', 'F')).toBe('P');
    expect(statusOf('F', 'X')).toBe('F');
  });

  it.each([
    ['F', 'F'],
    ['C', 'C'],
    ['P', 'P'],
    ['R', 'R'],
    ['S', 'S'],
    ['X', 'X'],
    ['A', 'P'],
    ['a', 'P'],
    [' A ', 'P'],
    ['O', 'ignored'],
    ['I', 'ignored'],
    ['Y', undefined],
    ['Z', undefined],
  ])('of an empty OBX-11 under OBR-25 %s is %s', (orderStatus, expected) => {
    expect(statusOf('', orderStatus)).toBe(expected);
    expect(statusOf('""', orderStatus, 'F')).toBe(expected);
  });

  it('with both empty is what the feed says', () => {
    expect(statusOf('')).toBe('P');
    expect(statusOf(' ', '""', 'F')).toBe('F');
  });

  it('is withdrawn for D, W and X alone', () => {
    const withdrawn = (['P', 'R', 'S', 'U', 'F', 'C', 'X', 'D', 'W'] as const).filter(isWithdrawn);
    expect(withdrawn).toEqual(['X', 'D', 'W']);
  });
});

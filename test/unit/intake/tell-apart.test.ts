import { describe, expect, it } from 'vitest';
import { type IdentifiedResult, toldApart } from '../../../shared/intake/tell-apart.ts';
import { days, total } from '../clinical/judge/patient.ts';

function sent(
  code: string,
  value: string,
  { identity = 'o1 17861-6 1', at = days(0) } = {},
): IdentifiedResult {
  return { identity, code, result: total(`${value} mg/dL`, at) };
}

/** Which identity each value has. */
function identities(...results: readonly IdentifiedResult[]): Record<string, string> {
  return Object.fromEntries(
    toldApart(results).map(({ identity, result }) => [result.value?.amount ?? '', identity]),
  );
}

describe('the results of one message', () => {
  it('keep their identity where no other has it', () => {
    const results = [sent('CA', '9.0', { identity: 'a' }), sent('CA', '14.0', { identity: 'b' })];
    expect(toldApart(results)).toEqual(results);
  });

  it('are told apart by the code as sent, whatever their order', () => {
    const one = identities(sent('CA', '14.0'), sent('CAPOC', '9.0'));
    const other = identities(sent('CAPOC', '9.1'), sent('CA', '14.1'));
    expect(one['14.0']).toBe(other['14.1']);
    expect(one['9.0']).toBe(other['9.1']);
    expect(one['14.0']).not.toBe(one['9.0']);
  });

  it('are told apart from one that is corrected alone, so that no value is hidden by another', () => {
    const both = identities(sent('CA', '14.0'), sent('CAPOC', '9.0'));
    const alone = identities(sent('CAPOC', '9.1'));
    expect(Object.values(both)).not.toContain(alone['9.1']);
  });

  it('are told apart by the time of collection, so that one draw of an order never stands for another', () => {
    const both = identities(sent('CA', '14.0'), sent('CA', '9.0', { at: days(1) }));
    const swapped = identities(sent('CA', '9.1', { at: days(1) }), sent('CA', '14.1'));
    const alone = identities(sent('CA', '9.2', { at: days(1) }));
    expect([both['14.0'], both['9.0']]).toEqual([swapped['14.1'], swapped['9.1']]);
    expect(Object.values(both)).not.toContain(alone['9.2']);
  });

  it('are told apart by their order where code and time are the same', () => {
    const two = identities(sent('CA', '14.0'), sent('CA', '9.0'));
    const three = identities(sent('CA', '13.9'), sent('CA', '9.1'), sent('CA', '10.0'));
    expect([two['14.0'], two['9.0']]).toEqual([three['13.9'], three['9.1']]);
    expect(new Set(Object.values(three)).size).toBe(3);
    expect(identities(sent('CA', '14.2'))['14.2']).toBe(two['14.0']);
  });

  it('are one where an OBX is repeated word for word', () => {
    const results = [sent('CA', '14.0'), sent('CA', '14.0'), sent('CA', '9.0')];
    expect(toldApart(results).map(({ result }) => result.value?.amount)).toEqual(['14.0', '9.0']);
  });

  it('are told apart as fast when there are thousands', () => {
    const results = Array.from({ length: 20_000 }, (_, index) => sent('CA', `${index}`));
    expect(new Set(toldApart(results).map(({ identity }) => identity)).size).toBe(20_000);
  });
});

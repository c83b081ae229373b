import { describe, expect, it } from 'vitest';
import { isAcknowledgement, isReadType, kindOf } from '../../../shared/hl7/message-type.ts';
import { bytesOf, fateOf, read } from './samples.ts';

const header = (event: string, code = 'ADT') => `MSH|^~\\&|L|F|||20240501||${code}^${event}|1|P|2.5.1`;
const sent = (event: string, ...segments: string[]) => [header(event), ...segments].join('\r');
const links = (event: string, ...segments: string[]) =>
  read(sent(event, ...segments)).links.map(({ action, survivor, absorbed }) => [
    action,
    `${survivor.authority}/${survivor.id}`,
    `${absorbed.authority}/${absorbed.id}`,
  ]);
const fate = (event: string, ...segments: string[]) => fateOf(bytesOf(sent(event, ...segments)));

describe('merges', () => {
  it.each(['A18', 'A24', 'A30', 'A34', 'A35', 'A36', 'A39', 'A40'])(
    '%s: PID-3 survives, MRG-1 is absorbed',
    (event) => {
      expect(links(event, 'PID|1||NEW^^^H', 'MRG|OLD^^^H')).toEqual([['merge', 'H/NEW', 'H/OLD']]);
    },
  );

  it('A37 unlinks', () => {
    expect(links('A37', 'PID|1||A^^^H', 'PID|2||B^^^H')).toEqual([['unlink', 'H/A', 'H/B']]);
    expect(links('A37', 'PID|1||A^^^H', 'MRG|B^^^H')).toEqual([['unlink', 'H/A', 'H/B']]);
  });

  it('A24 links two PIDs, the first survives', () => {
    expect(links('A24', 'PID|1||A^^^H', 'PV1|1', 'PID|2||B^^^H')).toEqual([['merge', 'H/A', 'H/B']]);
  });

  it('several in one message', () => {
    const found = links('A40', 'PID|1||A^^^H', 'MRG|B^^^H', 'MRG|C^^^H', 'PID|2||D^^^H', 'MRG|E^^^H');

    expect(found).toEqual([
      ['merge', 'H/A', 'H/B'],
      ['merge', 'H/A', 'H/C'],
      ['merge', 'H/D', 'H/E'],
    ]);
  });

  it.each([
    ['A40', ['PID|1||A^^^H', 'MRG|A^^^H']],
    ['A34', ['PID|1||A^^^H', 'MRG|A^^^H']],
    ['A37', ['PID|1||A^^^H', 'PID|2||A^^^H']],
    ['A40', ['PID|1||A^^^H', 'MRG|B^^^H', 'PID|2||C^^^H', 'MRG|C^^^H']],
    ['A35', ['PID|1||A^^^H', 'MRG|A^^^H']],
    ['A35', ['PID|1||A^^^H', 'PID|2||A^^^H']],
    ['A40', ['PID|1||A^^^H', 'MRG|A^^^H||ACCOUNT']],
  ])('%s of a patient with itself is circular', (event, segments) => {
    expect(fate(event, ...segments)).toBe('merge-circular');
  });

  it('A35 of two accounts of one patient links nobody', () => {
    expect(links('A35', 'PID|1||A^^^H', 'MRG|A^^^H||ACCOUNT-1')).toEqual([]);
  });

  it.each([
    ['no PID', ['MRG|A^^^H']],
    ['no PID-3', ['PID|1', 'MRG|A^^^H']],
    ['no MRG', ['PID|1||A^^^H']],
    ['no MRG-1', ['PID|1||A^^^H', 'MRG|']],
    ['a placeholder as survivor', ['PID|1||UNKNOWN^^^H', 'MRG|A^^^H']],
    ['a placeholder as absorbed', ['PID|1||A^^^H', 'MRG|0^^^H']],
    ['nobody', []],
    ['a first PID without an identifier', ['PID|1', 'PID|2||A^^^H']],
  ])('with %s is refused', (_, segments) => {
    expect(fate('A40', ...segments)).toBe('merge-identifier-missing');
  });

  it('the same id of another authority is another patient', () => {
    expect(links('A40', 'PID|1||A^^^H', 'MRG|A^^^J')).toEqual([['merge', 'H/A', 'J/A']]);
  });

  it('MRG in a message of another type says nothing', () => {
    expect(links('A08', 'PID|1||A^^^H', 'MRG|B^^^H')).toEqual([]);
  });
});

describe('message types', () => {
  it.each([
    ['ORU', 'R01', 'results'],
    ['ORU', 'R03', 'results'],
    ['ORU', 'R30', 'results'],
    ['ORU', 'R32', 'results'],
    ['ORU', '', 'results'],
    ['OUL', 'R21', 'results'],
    ['OUL', 'R22', 'results'],
    ['OUL', 'R23', 'results'],
    ['OUL', 'R24', 'results'],
    ['ADT', 'A01', 'diagnoses'],
    ['ADT', 'A03', 'diagnoses'],
    ['ADT', 'A04', 'diagnoses'],
    ['ADT', 'A05', 'diagnoses'],
    ['ADT', 'A06', 'diagnoses'],
    ['ADT', 'A07', 'diagnoses'],
    ['ADT', 'A08', 'diagnoses'],
    ['ADT', 'A28', 'diagnoses'],
    ['ADT', 'A31', 'diagnoses'],
    ['PPR', 'PC1', 'diagnoses'],
    ['PPR', 'PC2', 'diagnoses'],
    ['PPR', 'PC3', 'diagnoses'],
    ['PGL', 'PC6', 'diagnoses'],
    ['PGL', 'PC7', 'diagnoses'],
    ['PGL', 'PC8', 'diagnoses'],
    ['ADT', 'A40', 'merge'],
    ['ADT', 'A37', 'unlink'],
  ])('%s^%s brings %s', (code, event, kind) => {
    expect(kindOf(code, event)).toBe(kind);
    expect(isReadType(code, event)).toBe(true);
  });

  it.each([
    ['MDM', 'T02'],
    ['ORM', 'O01'],
    ['OML', 'O21'],
    ['ADT', 'A11'],
    ['OUL', ''],
    ['OUL', 'R01'],
    ['ADT', ''],
    ['ACK', 'R01'],
    ['BAR', 'A40'],
    ['__proto__', 'constructor'],
    ['', ''],
  ])('%s^%s is not read', (code, event) => {
    expect(isReadType(code, event)).toBe(false);
  });

  it('knows an acknowledgement', () => {
    expect(['ACK', 'MCF', 'NAK', 'ORA'].every(isAcknowledgement)).toBe(true);
    expect(isAcknowledgement('ORU')).toBe(false);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../shared/chart/canonical-json.ts';
import { createKeys } from '../../../shared/chart/keys.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { keys, NOW, patientFact } from './charts.ts';

const patient = { authority: 'HOSP', id: 'ZZPHI12345' };

describe('canonical JSON', () => {
  it('does not depend on the order of keys, at any depth', () => {
    expect(canonicalJson({ b: [{ y: 1, x: null }], a: 'z' })).toBe('{"a":"z","b":[{"x":null,"y":1}]}');
  });

  it('leaves undefined members out', () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe(canonicalJson({ b: 1 }));
  });

  it('keeps __proto__ a key like any other', () => {
    expect(canonicalJson(JSON.parse('{"__proto__":1,"a":2}'))).toBe('{"__proto__":1,"a":2}');
  });

  it('reads back as what it was made of', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('keys', () => {
  it('have a fixed shape that shows nothing of the patient', () => {
    expect(keys.patientKey(patient)).toMatch(/^P#[\w-]{22}$/);
    expect(keys.factKey('ZZPHI', patientFact())).toMatch(/^FACT#[\w-]{22}#[\w-]{22}$/);
    expect(keys.resultKey('order|17861-6|1')).toMatch(/^[\w-]{22}$/);
    expect(keys.diagnosisKey('order|17861-6|1')).not.toBe(keys.resultKey('order|17861-6|1'));
  });

  it('stay what they are: with others all that is stored would be lost from sight, and paged again', () => {
    const alert = { where: 'P#1', resultKey: 'r', kind: 'alert', level: 'urgent', n: 0 } as const;
    // Worked out without this code: Python's hmac over the same JSON texts.
    expect({
      patient: keys.patientKey(patient),
      fact: keys.factKey('message', patientFact()),
      result: keys.resultKey('message'),
      diagnosis: keys.diagnosisKey('message'),
      alert: keys.alertId(alert),
    }).toEqual({
      patient: 'P#lTHYBso1HKRUGTAzzWe-3S',
      fact: 'FACT#Dj2X0eZMKMyo3JQJhYpj4k#mMYSG3yhtd698CRCHBw6qv',
      result: 'AG572UZDj3mt4h27HlFWMo',
      diagnosis: '9Ov_aWp4xniMeosjcShnow',
      alert: 'avit6e6ukodmrzcn',
    });
  });

  it('tell authority and identifier apart, wherever one ends', () => {
    expect(keys.patientKey({ authority: 'A', id: 'B|C' })).not.toBe(
      keys.patientKey({ authority: 'A|B', id: 'C' }),
    );
  });

  it('depend on the secret and on its version', () => {
    const own = createKeys({ secret: 'unit', version: '1' }).patientKey(patient);
    expect(own).toBe(keys.patientKey(patient));
    expect(createKeys({ secret: 'other', version: '1' }).patientKey(patient)).not.toBe(own);
    expect(createKeys({ secret: 'unit', version: '2' }).patientKey(patient)).not.toBe(own);
  });

  it('of a fact do not depend on when, how and under which identifier it came', () => {
    const other = patientFact({
      receivedAt: epochMs(NOW + 1),
      origin: 'import',
      patient: { authority: 'X', id: 'Y' },
    });
    expect(keys.factKey('message', other)).toBe(keys.factKey('message', patientFact()));
  });

  it.each([{ feed: 'other' }, { mapVersion: '2' }, { birthDate: '1960-01-01' }])(
    'of a fact change with what was understood: %o',
    (change) => {
      expect(keys.factKey('message', patientFact(change))).not.toBe(keys.factKey('message', patientFact()));
    },
  );

  it('of an alert can be read out, and change with each part of what it is', () => {
    const alert = { where: 'P#1', resultKey: 'r', kind: 'alert', level: 'urgent', n: 0 } as const;
    const others = [
      { ...alert, where: 'P#2' },
      { ...alert, resultKey: 's' },
      { ...alert, kind: 'correction' as const },
      { ...alert, level: 'critical' as const },
      { ...alert, n: 1 },
    ];
    const ids = [alert, ...others].map(keys.alertId);
    expect(ids.every((id) => /^[a-z2-7]{16}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

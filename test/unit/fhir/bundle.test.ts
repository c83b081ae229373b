import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { LEVELS } from '../../../shared/clinical/level.ts';
import type { RecordedCall } from '../../../shared/desk/desk-alert.ts';
import { fhirBundleOf } from '../../../shared/fhir/bundle.ts';
import { desk, LUNG, onlyAlert } from '../desk/desk.ts';
import { ANSWERED_AT, type Changes, deskAlert, RAISED_AT, sentCalcium } from './desk-alerts.ts';
import { r4Faults } from './r4-faults.ts';

const bundleSchema = z.object({
  id: z.string(),
  identifier: z.object({ value: z.string() }),
  entry: z.array(z.object({ fullUrl: z.string(), resource: z.looseObject({ resourceType: z.string() }) })),
});

const read = (changes: Changes = {}) => bundleSchema.parse(JSON.parse(fhirBundleOf(deskAlert(changes))));
const resourcesOf = (type: string, changes: Changes = {}) =>
  read(changes)
    .entry.map(({ resource }) => resource)
    .filter(({ resourceType }) => resourceType === type);

function first(type: string, changes: Changes = {}) {
  const [found] = resourcesOf(type, changes);
  if (!found) throw new Error(`no ${type}`);
  return found;
}

const acknowledged = { state: 'acknowledged', by: 'subject-7', at: ANSWERED_AT, reason: 'acting' } as const;
const snoozed = {
  state: 'snoozed',
  by: 'subject-7',
  at: ANSWERED_AT,
  until: ANSWERED_AT,
  reason: 'until-time',
} as const;
const call = (reached: RecordedCall['action']['reached']): RecordedCall => ({
  alertId: 'abcdefghijklmnop',
  at: ANSWERED_AT,
  by: 'subject-7',
  name: 'Doctor Seven',
  action: { did: 'called', reached, whom: 'ward 4' },
});

const PTH = { analyte: 'pth', collectedAt: RAISED_AT, rising: false };

const VARIANTS: readonly (readonly [string, Changes])[] = [
  ['an alert that was paged', {}],
  ['each level', { level: 'urgent', grade: 3 }],
  ['a worklist entry', { level: 'worklist', grade: 1, delivery: 'none' }],
  ['a preliminary one', { flags: ['PRELIMINARY'] }],
  ['one below the limit', { grade: 0, level: 'routine', rule: 'R8', correctedValue: null }],
  ['a correction', { kind: 'correction' }],
  [
    'a retraction without a value',
    { kind: 'retraction', judgement: { value: '', upperLimit: '', unit: '' } },
  ],
  ['an answered one', { acknowledgement: acknowledged }],
  ['a snoozed one', { acknowledgement: snoozed, delivery: 'stopped' }],
  ['one on its way', { delivery: 'claimed' }],
  ['one with calls', { calls: [call('confirmed'), call('not-reached')] }],
  ['one whose facts have expired', { sent: [] }],
  ['one of a patient of no authority', { patient: { authority: '', id: '17' } }],
  ['one of an authority known by its OID', { patient: { authority: '2.16.840.1.113883.19.5', id: '17' } }],
  ['a bound', { judgement: { comparator: '>', value: '15.0' } }],
  ['an ionized one', { judgement: { analyte: 'calcium-ionized', unit: 'mmol/L', value: '1.80' } }],
];

describe('the bundle of an alert', () => {
  test.each(VARIANTS)('is valid FHIR R4: %s', (_, changes) => {
    expect(r4Faults(fhirBundleOf(deskAlert(changes)))).toEqual([]);
  });

  test('names each resource once, and refers to those that are in it', () => {
    const text = fhirBundleOf(deskAlert({ calls: [call('confirmed')], acknowledgement: acknowledged }));
    const urls = bundleSchema.parse(JSON.parse(text)).entry.map(({ fullUrl }) => fullUrl);
    const references = Array.from(text.matchAll(/"reference":"([^"]+)"/g), ([, reference]) => reference);

    expect(new Set(urls).size).toBe(urls.length);
    expect(references.length).toBeGreaterThan(5);
    expect(references.filter((reference) => !urls.includes(reference ?? ''))).toEqual([]);
  });

  test('keeps every id whatever becomes of the alert', () => {
    const idsOf = (changes: Changes) => read(changes).entry.map(({ fullUrl }) => fullUrl);

    expect(idsOf({ acknowledgement: acknowledged, delivery: 'stopped', sent: [] })).toEqual(idsOf({}));
  });

  test('shares no id with the bundle of another alert', () => {
    const one = read();
    const other = read({ alertId: 'ponmlkjihgfedcba' });
    const urls = new Set(one.entry.map(({ fullUrl }) => fullUrl));

    expect(other.id).not.toBe(one.id);
    expect(other.entry.filter(({ fullUrl }) => urls.has(fullUrl))).toEqual([]);
    expect(other.identifier.value).toBe('ponmlkjihgfedcba');
  });

  test('has nothing of the patient in an id, and of the patient the identifier alone', () => {
    const ids = read().entry.map(({ fullUrl }) => fullUrl);

    expect(
      ids.filter(
        (id) => !/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id),
      ),
    ).toEqual([]);
    expect(first('Patient')).toEqual({
      resourceType: 'Patient',
      id: expect.any(String),
      identifier: [{ assigner: { display: 'NORTHMOOR' }, value: 'P-0017' }],
    });
    expect(first('Patient', { patient: { authority: '2.16.840.1.113883.19.5', id: '17' } })).toMatchObject({
      identifier: [{ system: 'urn:oid:2.16.840.1.113883.19.5', value: '17' }],
    });
  });
});

test('the bundle of an alert as it was judged and stored holds its values with their codes', async () => {
  const all = desk();
  await all.register('P-0017');
  await all.calcium('P-0017', '12.80');
  const alert = await all.service.alert(LUNG, await onlyAlert(all, 'P-0017'));
  if (!alert) throw new Error('no alert');

  const text = fhirBundleOf(alert);

  expect(r4Faults(text)).toEqual([]);
  expect(text).toContain('"value":12.80');
  const observations = bundleSchema.parse(JSON.parse(text)).entry.map(({ resource }) => resource);
  expect(observations.filter(({ resourceType }) => resourceType === 'Observation')).toHaveLength(3);
  expect(text.match(/loinc\.org/g)).toHaveLength(3);
});

test('the bundle is valid whatever a laboratory or a person wrote', () => {
  const blank = fc.constantFrom('', ' ', '\t', '\u00a0 ', '\r\n');
  const text = fc.oneof(blank, fc.string({ unit: 'binary', maxLength: 20 }));
  const written = fc.record({
    id: text,
    authority: text,
    name: text,
    value: text,
    unit: text,
    range: text,
    whom: text,
  });

  fc.assert(
    fc.property(written, ({ id, authority, whom, ...asSent }) => {
      const changes: Changes = {
        patient: { authority, id: `1${id}` },
        calls: [{ ...call('confirmed'), action: { did: 'called', reached: 'confirmed', whom } }],
        sent: [{ ...sentCalcium, asSent, labFlags: [asSent.value] }],
        judgement: { unit: asSent.unit, context: [{ ...PTH, value: asSent.value, unit: asSent.unit }] },
      };

      expect(r4Faults(fhirBundleOf(deskAlert(changes)))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

describe('the values of a bundle', () => {
  test('have every digit that they have at the desk', () => {
    const text = fhirBundleOf(deskAlert());

    expect(text).toContain('"value":14.20,');
    expect(text).toContain('"value":10.50,');
    expect(text).toContain('"value":0.50,');
  });

  test('are the graded one first, with code, limits and flags of its laboratory and units of UCUM', () => {
    expect(first('Observation')).toMatchObject({
      status: 'final',
      code: { coding: [{ system: 'http://loinc.org', code: '17861-6' }], text: 'Calcium, total' },
      effectiveDateTime: '2026-03-09T07:30:00.000Z',
      issued: '2026-03-09T07:55:00.000Z',
      valueQuantity: { value: 14.2, unit: 'mg/dL', system: 'http://unitsofmeasure.org', code: 'mg/dL' },
      interpretation: [{ coding: [{ code: 'HH' }] }],
      referenceRange: [{ low: { value: 8.5 }, high: { value: 10.5 }, text: '8.5-10.50' }],
      note: [{ text: 'As the laboratory sent it: Calcium 14.20 mg/dL (8.5-10.50)' }],
    });
  });

  test('say how albumin was sent where its unit is another here', () => {
    expect(resourcesOf('Observation')[1]).toMatchObject({
      status: 'corrected',
      valueQuantity: { value: 31, code: 'g/L' },
      note: [{ text: 'As the laboratory sent it: ALB 3.1 g/dL' }],
    });
  });

  test('keep a bound a bound', () => {
    expect(first('Observation', { judgement: { comparator: '>', value: '15.0' } })).toMatchObject({
      valueQuantity: { value: 15, comparator: '>' },
    });
    expect(resourcesOf('Observation')[2]).toMatchObject({
      code: { text: 'PTH' },
      valueQuantity: { value: 0.5, comparator: '<', unit: 'pmol/L' },
    });
  });

  test('name no code of UCUM that is not certain', () => {
    expect(resourcesOf('Observation')[2]?.valueQuantity).not.toHaveProperty('code');
  });

  test('say that a limit is of the policy where the laboratory sent none', () => {
    const { lowerLimit: _, ...unlimited } = sentCalcium;
    const changes = {
      flags: ['DEFAULT_LIMIT'],
      sent: [{ ...unlimited, asSent: { ...sentCalcium.asSent, range: '' } }],
    };

    expect(first('Observation', changes)).toMatchObject({
      referenceRange: [
        { high: { value: 10.5 }, text: 'The laboratory sent no limit; this one is of the policy.' },
      ],
    });
  });

  test('are known only as far as what was sent has not expired', () => {
    const calcium = first('Observation', { sent: [] });

    expect(calcium).toMatchObject({ status: 'unknown', code: { text: 'Calcium, total' } });
    expect(calcium.code).not.toHaveProperty('coding');
    expect(calcium).toMatchObject({ valueQuantity: { value: 14.2 } });
  });

  test('say that there is none where a withdrawn result has none', () => {
    const calcium = first('Observation', { judgement: { value: '', unit: '' } });

    expect(calcium).not.toHaveProperty('valueQuantity');
    expect(calcium).toHaveProperty('dataAbsentReason');
  });

  test.each([
    ['P', 'preliminary'],
    ['R', 'registered'],
    ['S', 'preliminary'],
    ['U', 'final'],
    ['F', 'final'],
    ['C', 'corrected'],
    ['X', 'cancelled'],
    ['D', 'entered-in-error'],
    ['W', 'entered-in-error'],
  ] as const)('have status %s as %s', (status, told) => {
    expect(first('Observation', { sent: [{ ...sentCalcium, status }] })).toMatchObject({ status: told });
  });

  test.each([
    ['mg/dL', '46099-8'],
    ['mmol/L', '29265-6'],
  ])('hold the correction for albumin in %s, derived from total and albumin', (correctedUnit, code) => {
    const [total, albumin] = resourcesOf('Observation');
    const corrected = resourcesOf('Observation', { correctedUnit }).at(-1);

    expect(corrected).toMatchObject({
      code: { coding: [{ code }] },
      valueQuantity: { value: 14.92, code: correctedUnit },
      derivedFrom: [total, albumin].map((of) => ({ reference: `urn:uuid:${of?.id}` })),
    });
  });

  test('hold no correction where none was computed', () => {
    expect(resourcesOf('Observation', { correctedValue: null })).toHaveLength(3);
  });

  test('hold the correction shown beside an ionized calcium, derived from the albumin alone', () => {
    const ionized = { analyte: 'calcium-ionized', unit: 'mmol/L', value: '1.80' };
    const corrected = resourcesOf('Observation', { judgement: ionized, correctedUnit: 'mg/dL' }).at(-1);

    expect(corrected?.derivedFrom).toHaveLength(1);
  });
});

describe('the issue of a bundle', () => {
  test('says what was found, how severe, when, by whom, and on what it rests', () => {
    const [device] = resourcesOf('Device');

    expect(first('DetectedIssue')).toMatchObject({
      status: 'final',
      severity: 'high',
      code: { coding: [{ code: '66931009' }], text: 'Hypercalcaemia, lab grade 4 (CTCAE v5.0)' },
      identifiedDateTime: '2026-03-09T08:00:00.000Z',
      author: { reference: `urn:uuid:${device?.id}` },
      evidence: [{ detail: resourcesOf('Observation').map(({ id }) => ({ reference: `urn:uuid:${id}` })) }],
      detail: expect.stringMatching(
        /^alert at level critical \(R2\)\nCorrected for albumin 31 g\/L .*\nFlags: BONE$/,
      ),
    });
  });

  test.each([
    ['critical', 'high'],
    ['urgent', 'high'],
    ['routine', 'moderate'],
    ['worklist', 'low'],
  ] as const)('has a severity for level %s', (level, severity) => {
    expect(first('DetectedIssue', { level })).toMatchObject({ severity });
  });

  test.each([
    ['an alert', {}, 'final'],
    ['one of a preliminary result', { flags: ['PRELIMINARY'] }, 'preliminary'],
    ['a correction', { kind: 'correction' }, 'amended'],
    ['a retraction', { kind: 'retraction', flags: ['PRELIMINARY'] }, 'cancelled'],
  ] as const)('has a status for %s', (_, changes, status) => {
    expect(first('DetectedIssue', changes)).toMatchObject({ status });
  });

  test('calls nothing hypercalcaemia that is not above the limit', () => {
    expect(first('DetectedIssue', { grade: 0 }).code).toEqual({ text: 'Calcium not above the limit' });
  });

  test('says what was answered, when, and by which user; never a name', () => {
    const text = fhirBundleOf(deskAlert({ acknowledgement: acknowledged, answeredBy: 'Doctor Seven' }));

    expect(first('DetectedIssue', { acknowledgement: acknowledged }).mitigation).toEqual([
      {
        action: { text: 'acknowledged: acting' },
        date: '2026-03-09T08:12:00.000Z',
        author: { type: 'Practitioner', identifier: { value: 'subject-7' } },
      },
    ]);
    expect(first('DetectedIssue')).not.toHaveProperty('mitigation');
    expect(text).not.toContain('Doctor Seven');
  });
});

describe('the communications of a bundle', () => {
  test('say to which team the page went, and when somebody answered it', () => {
    expect(first('Communication', { acknowledgement: acknowledged })).toMatchObject({
      status: 'completed',
      priority: 'stat',
      recipient: [{ type: 'CareTeam', identifier: { value: 'lung-oncology' } }],
      sent: new Date(RAISED_AT).toISOString(),
      received: new Date(ANSWERED_AT).toISOString(),
    });
    expect(first('Communication')).not.toHaveProperty('received');
  });

  test.each([
    ['claimed', 'in-progress'],
    ['failed', 'in-progress'],
    ['sent', 'completed'],
    ['stopped', 'stopped'],
  ] as const)('call a page that is %s %s', (delivery, status) => {
    expect(first('Communication', { delivery })).toMatchObject({ status });
  });

  test.each(LEVELS)('have a priority that FHIR knows for level %s', (level) => {
    expect(['stat', 'urgent', 'routine']).toContain(first('Communication', { level }).priority);
  });

  test('are none of a worklist entry', () => {
    expect(resourcesOf('Communication', { delivery: 'none' })).toEqual([]);
  });

  test.each([
    ['confirmed', 'completed'],
    ['no-read-back', 'completed'],
    ['not-reached', 'not-done'],
  ] as const)('hold a call that was %s as %s', (reached, status) => {
    expect(resourcesOf('Communication', { calls: [call(reached)] })[1]).toMatchObject({
      status,
      statusReason: { text: reached },
      recipient: [{ display: 'ward 4' }],
      sender: { identifier: { value: 'subject-7' } },
    });
  });
});

describe('the check of bundles', () => {
  const broken = (from: string, to: string) => r4Faults(fhirBundleOf(deskAlert()).replace(from, to));

  test.each([
    ['a code that R4 does not have', '"severity":"high"', '"severity":"worst"'],
    ['an element that R4 does not have', '"severity"', '"urgency"'],
    ['a broken invariant', '"referenceRange":[{', '"referenceRange":[{},{'],
    ['a value of another type', '"value":14.20', '"value":"14.20"'],
  ])('finds %s', (_, from, to) => {
    expect(broken(from, to)).not.toEqual([]);
  });
});

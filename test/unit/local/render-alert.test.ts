import { describe, expect, it } from 'vitest';
import { ageBeside } from '../../../functions/desk/page/shown-time.ts';
import { renderAlert } from '../../../infra/local/page/render-alert.ts';
import type { AlertDetails } from '../../../shared/chart/alert-details.ts';
import { DAY_MS, epochMs, HOUR_MS, isoInstant, MINUTE_MS, plusMs } from '../../../shared/clinical/instant.ts';

const AT = epochMs(Date.UTC(2026, 2, 9, 14, 5));
const HOSTILE = '<script>alert(1)</script>"\'';

const LISTED: AlertDetails['listed'] = {
  alertId: 'k3jd82hfa9qm4x7p',
  patient: { authority: 'RIVERSIDE', id: 'RS100002' },
  ...{ level: 'critical', kind: 'alert', grade: 4, flags: ['BONE'], rule: 'R2' },
  ...{ value: '14.0', unit: 'mg/dL', correctedValue: '14.8' },
  ...{ collectedAt: isoInstant(AT), raisedAt: isoInstant(AT), delivery: 'sent', acknowledgement: null },
};
const JUDGEMENT: AlertDetails['judgement'] = {
  ...{ analyte: 'calcium-total', flags: ['BONE'], value: '14.0', unit: 'mg/dL', comparator: '=' },
  ...{ correctedValue: '14.8', correctedUnit: 'mg/dL', upperLimit: '10.5', collectedAt: AT },
  reasons: [
    {
      code: 'VALUE',
      values: { analyte: 'calcium-total', comparator: '=', value: '14.0', unit: 'mg/dL', at: String(AT) },
    },
  ],
  context: [
    {
      ...{ analyte: 'creatinine', value: '1.9', unit: 'mg/dL', rising: false },
      collectedAt: plusMs(AT, -3 * HOUR_MS),
      previous: { value: '90', unit: 'umol/L', collectedAt: plusMs(AT, -40 * DAY_MS) },
    },
    { analyte: 'cea', value: '>1000', unit: 'ug/L', collectedAt: AT, rising: true },
  ],
  cancer: { class: 'active', bone: true, codes: ['C50.9', 'C79.51'] },
  policyVersion: '1+team:breast-oncology@2',
};

const shown = (
  judgement: Partial<AlertDetails['judgement']> = {},
  listed: Partial<AlertDetails['listed']> = {},
) => renderAlert({ listed: { ...LISTED, ...listed }, judgement: { ...JUDGEMENT, ...judgement } }, 'UTC');

describe('the page of an alert', () => {
  it('shows red flags before anything else, then the value, why, other results and flags', () => {
    const page = shown();

    const places = [
      'cord compression',
      '14.8 mg/dL',
      'Ask about',
      'id="because"',
      'id="context"',
      'A recorded',
    ].map((text) => page.indexOf(text));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(page).toContain('<h1>Raised calcium in a patient with cancer</h1>');
    expect(page).toContain('Lab grade (CTCAE v5.0)');
    expect(page).toContain('<dt>Policy</dt><dd>1+team:breast-oncology@2</dd>');
  });

  it('shows instants as a person reads them, in the reasoning too', () => {
    expect(shown()).toContain(
      'Total calcium 14.0 mg/dL, collected <time datetime="2026-03-09T14:05:00.000Z" data-time="with-year">9 Mar 2026, 14:05 UTC</time>.',
    );
  });

  it('shows each context result with its age and its unit, and the one before with its own', () => {
    const page = shown();

    expect(page).toContain('<b>1.9</b> mg/dL');
    expect(page).toContain('3 hours before');
    expect(page).toContain('90 umol/L <span class="meta">40 days before</span>');
    expect(page).toContain('<b>&gt;1000</b> ug/L <span class="tag kind">rising</span>');
    expect(page).toContain('with the calcium');
  });

  it('says so where there is nothing to show', () => {
    const page = shown({ context: [], flags: [], cancer: { class: 'none', bone: false, codes: [] } });

    expect(page).toContain('No other results are known.');
    expect(page).toContain('<p>None.</p>');
    expect(page).toContain('<dt>Diagnosis codes</dt><dd>none</dd>');
  });

  it('names the kind of a notice, and the grade as that of its alert', () => {
    const page = shown({}, { kind: 'retraction' });

    expect(page).toContain('<span class="tag kind">retraction</span>');
    expect(page).toContain('Lab grade as alerted');
  });

  it('escapes all that came from outside', () => {
    const page = shown(
      {
        ...{
          value: HOSTILE,
          unit: HOSTILE,
          correctedValue: HOSTILE,
          upperLimit: HOSTILE,
          comparator: HOSTILE,
        },
        reasons: [{ code: 'VALUE', values: { value: HOSTILE, unit: HOSTILE } }],
        context: [
          {
            ...{ analyte: HOSTILE, value: HOSTILE, unit: HOSTILE, collectedAt: AT, rising: true },
            previous: { value: HOSTILE, unit: HOSTILE, collectedAt: AT },
          },
        ],
        cancer: { class: 'active', bone: false, codes: [HOSTILE] },
      },
      { patient: { authority: HOSTILE, id: HOSTILE } },
    );

    expect(page).not.toContain('<script>');
    expect(page.split('&lt;script&gt;').length).toBeGreaterThan(12);
  });

  it.each([
    [undefined, undefined, 'not corrected'],
    ['3.4', undefined, '3.4 mg/dL'],
    ['3.4', 'mmol/L', '3.4 mmol/L'],
  ])('shows a corrected value %j in %j as %j', (correctedValue, correctedUnit, text) => {
    const { correctedValue: _, correctedUnit: __, ...judgement } = JUDGEMENT;
    const more = { ...(correctedValue && { correctedValue }), ...(correctedUnit && { correctedUnit }) };

    const page = renderAlert({ listed: LISTED, judgement: { ...judgement, ...more } }, 'UTC');

    expect(page).toContain(`<dt>Corrected for albumin</dt><dd>${text}</dd>`);
  });
});

describe('the age of a result', () => {
  it.each([
    [0, 'with the calcium'],
    [-MINUTE_MS, 'less than an hour before'],
    [-HOUR_MS, '1 hour before'],
    [2 * HOUR_MS, '2 hours after'],
    [-47 * HOUR_MS, '47 hours before'],
    [-2 * DAY_MS, '2 days before'],
    [-400 * DAY_MS, '400 days before'],
  ])('%d ms from the calcium is %s', (ms, text) => {
    expect(ageBeside(plusMs(AT, ms), AT)).toBe(text);
  });
});

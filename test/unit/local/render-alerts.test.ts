import { describe, expect, it } from 'vitest';
import { renderAlerts } from '../../../infra/local/page/render-alerts.ts';
import type { ListedAlert } from '../../../shared/chart/alert-listing.ts';

const HOSTILE = '<script>alert(1)</script>';

const alert = (alertId: string, more: Partial<ListedAlert> = {}): ListedAlert => ({
  ...{ alertId, patient: { authority: 'RIVERSIDE', id: 'RS1' }, level: 'urgent', kind: 'alert', grade: 3 },
  ...{ flags: [], rule: 'R2', value: '13.0', unit: 'mg/dL', correctedValue: null, delivery: 'sent' },
  ...{ collectedAt: '2026-03-09T14:00:00.000Z', raisedAt: '2026-03-09T14:05:00.000Z', acknowledgement: null },
  ...more,
});

describe('the list of alerts', () => {
  it('leads to each, the newest first, by its reference', () => {
    const page = renderAlerts([alert('older2345abcdefg'), alert('newer2345abcdefg', { kind: 'correction' })]);

    const places = ['/a/newer2345abcdefg', '>NEWER234<', '/a/older2345abcdefg'].map((text) =>
      page.indexOf(text),
    );
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(page).toContain('<td>correction</td>');
  });

  it('shows what comes from outside as text', () => {
    const page = renderAlerts([alert('a', { patient: { authority: HOSTILE, id: HOSTILE } })]);

    expect(page).not.toContain(HOSTILE);
    expect(page).toContain('&lt;script&gt;');
  });

  it('says so where there is none', () => {
    expect(renderAlerts([])).toContain('There is none.');
  });
});

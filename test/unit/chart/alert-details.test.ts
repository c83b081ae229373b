import { describe, expect, it } from 'vitest';
import { findAlert } from '../../../shared/chart/alert-details.ts';
import { standingAlerts } from '../../../shared/chart/alert-listing.ts';
import { judgeChart } from '../../../shared/chart/judge-chart.ts';
import { NOW, raisedAlert } from './charts.ts';
import { partsOf, saying } from './services.ts';

const raised = raisedAlert('P#1', 'r', {
  reasons: [{ code: 'LEVEL', values: { level: 'urgent' } }],
  context: [
    {
      ...{ analyte: 'psa', value: '9', unit: 'ug/L', collectedAt: NOW, rising: true },
      previous: { value: '8', unit: 'ug/L', collectedAt: NOW },
    },
    { analyte: 'pth', value: '1.2', unit: 'pmol/L', collectedAt: NOW, rising: false },
  ],
});

async function standing(alert = raised) {
  const all = partsOf({ judge: saying({ raised: [alert] }) });
  await judgeChart(all.parts, 'P#1');
  const alerts = await standingAlerts(async function* scan() {
    yield { pk: 'P#1', sk: 'FACT#1#2' };
    yield* all.memory.items();
  });
  return { alerts, alertId: all.pages[0]?.alertId ?? '' };
}

describe('the details of an alert', () => {
  it('are its entry in the list with its reasoning, context and cancer', async () => {
    const { alerts, alertId } = await standing();

    const found = findAlert(alerts, alertId);

    const { reasons, context, cancer, analyte, comparator, upperLimit, policyVersion } = raised;
    expect(found).toMatchObject({
      listed: { alertId, level: 'urgent', delivery: 'sent' },
      judgement: {
        ...{ reasons, context, cancer, analyte, comparator, upperLimit, policyVersion },
        collectedAt: NOW,
      },
    });
  });

  it.each(['active', 'uncertain', 'history', 'none'] as const)(
    'tell of cancer that is %s',
    async (status) => {
      const { alerts, alertId } = await standing({ ...raised, cancer: { ...raised.cancer, class: status } });

      expect(findAlert(alerts, alertId)?.judgement.cancer.class).toBe(status);
    },
  );

  it('are refused where they are not as their schema says, with the path alone', async () => {
    const { alerts, alertId } = await standing();
    const altered = alerts.map(({ entry, told }) => ({ entry, told: { ...told, judgement: 'ZZPHI' } }));

    expect(() => findAlert(altered, alertId)).toThrow(
      'stored alert is not as its schema says: judgement (invalid_type)',
    );
  });

  it('are not there for an id of no alert', async () => {
    const { alerts, alertId } = await standing();

    expect(findAlert(alerts, `${alertId}x`)).toBeUndefined();
    expect(findAlert([], alertId)).toBeUndefined();
  });
});

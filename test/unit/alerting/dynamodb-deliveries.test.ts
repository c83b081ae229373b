import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { createDeliveries } from '../../../shared/alerting/dynamodb-deliveries.ts';
import { DEFAULT_CLAIM_TIMES } from '../../../shared/chart/delivery.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { NOW } from '../chart/charts.ts';
import { silentTelemetry } from '../functions/silent-telemetry.ts';

const team = (id: string) => ({ id, name: id, contacts: [{ protocol: 'email', to: 'a@example.org' }] });
const minimal = { teams: [team('lung'), team('on-call')], fallbackTeam: 'on-call' };

const deliveriesWith = (settings: object = {}) =>
  createDeliveries({
    client: {} as DynamoDBDocumentClient,
    tableName: 'table',
    publisher: { publish: async () => {} },
    config: configSchema.parse({ ...minimal, ...settings }),
    clock: { now: () => NOW },
    telemetry: silentTelemetry(),
  });

describe('what it takes to send the alerts of a configuration', () => {
  it('words pages as the configuration says', () => {
    const { composePage, claimTimes } = deliveriesWith({ deskUrl: 'https://desk.example.org' });
    const alert = { alertId: 'abcdefgh', level: 'urgent', kind: 'alert', repeat: false, at: NOW } as const;

    expect(composePage({ ...alert, team: 'lung' })).toMatchObject({
      team: 'lung',
      email: expect.stringContaining('https://desk.example.org/a/abcdefgh'),
    });
    expect(composePage({ ...alert, team: 'gone' }).team).toBe('on-call');
    expect(claimTimes).toBe(DEFAULT_CLAIM_TIMES);
  });

  it('knows the teams of the feeds that have one', () => {
    const { feedTeams } = deliveriesWith({ feeds: [{ id: 'east', team: 'lung' }, { id: 'west' }] });

    expect([...feedTeams]).toEqual([['east', 'lung']]);
  });

  it('knows when the table was restored, if it was', () => {
    const { restoredAt } = deliveriesWith({ restoredAt: '2026-01-02T03:04:05+01:00' });

    expect(restoredAt).toBe(Date.UTC(2026, 0, 2, 2, 4, 5));
    expect(deliveriesWith().restoredAt).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { type ClaimedAlert, publishPage } from '../../../shared/alerting/publish-page.ts';
import { plusMs } from '../../../shared/clinical/instant.ts';
import { entry, NOW } from '../chart/charts.ts';
import { partsOf } from '../chart/services.ts';

function claimedUntil(id: string, ms: number): ClaimedAlert {
  const delivery = { state: 'claimed', token: 'attempt-1', until: plusMs(NOW, ms), attempts: 1 } as const;
  return { ...entry(id, `P#${id}`), delivery };
}

describe('a page for several alerts', () => {
  it.each([
    [60_000, 5_001, ['a']],
    [60_000, 5_000, []],
    [5_000, 60_000, []],
  ])('goes out while more than 5 s are left of each claim: %i and %i ms', async (first, second, sent) => {
    const { parts, pages } = partsOf();

    await publishPage(parts, [claimedUntil('a', first), claimedUntil('b', second)]);

    expect(pages.map(({ alertId }) => alertId)).toEqual(sent);
  });

  it('says how many they are', async () => {
    const counts: number[] = [];
    const { composePage } = partsOf().parts;
    const { parts } = partsOf({
      composePage: (alert) => {
        counts.push(alert.count ?? 0);
        return composePage(alert);
      },
    });
    const alerts = ['a', 'b', 'c'].map((id) => claimedUntil(id, 60_000));
    const [first, ...others] = alerts as [ClaimedAlert, ...ClaimedAlert[]];

    await publishPage(parts, [first, ...others]);
    await publishPage(parts, [first]);

    expect(counts).toEqual([3, 1]);
  });
});

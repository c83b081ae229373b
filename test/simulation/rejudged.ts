import { createChartRepository } from '../../shared/chart/chart-repository.ts';
import type { PatientKey } from '../../shared/chart/chart-service.ts';
import { createReview, type Difference } from '../../shared/chart/review.ts';
import type { Item } from '../../shared/chart/table.ts';
import { epochMs, HOUR_MS } from '../../shared/clinical/instant.ts';
import { judge } from '../../shared/clinical/judge.ts';
import { defaultPolicy } from '../../shared/clinical/policy.ts';
import { quietTable } from '../unit/chart/charts.ts';
import { silentTelemetry } from '../unit/functions/silent-telemetry.ts';
import { DUE_SHARDS, keys } from './ports.ts';

/** What the re-judge of a night would find in a table as it was left: nothing, when all is quiet. */
export async function rejudgeFinds(items: readonly Item[]): Promise<readonly Difference[]> {
  const ofPatients = items.filter(({ pk }) => pk.startsWith('P#'));
  const { table, memory } = quietTable();
  for (const item of ofPatients) memory.requests.put(item);
  const readAt = ofPatients.flatMap((item) => (typeof item.readAt === 'number' ? [item.readAt] : []));
  const now = epochMs(Math.max(...readAt) + HOUR_MS);
  const review = createReview({
    repository: createChartRepository(table, DUE_SHARDS),
    ...{ keys, judge, clock: { now: () => now }, telemetry: silentTelemetry() },
    policyOf: () => ({ policy: defaultPolicy }),
    policySince: () => epochMs(0),
  });
  const patients = new Set(ofPatients.map(({ pk }) => pk as PatientKey));
  const reviewed = await Promise.all(Array.from(patients, (patient) => review(patient)));
  return reviewed.flatMap(({ differences }) => differences);
}

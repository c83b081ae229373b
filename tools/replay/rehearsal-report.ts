import * as z from 'zod';
import { levelSchema } from '../../shared/clinical/level.ts';

const wouldBeRaisedSchema = z.object({
  /** As it will be called when it is raised. */
  alertId: z.string(),
  level: levelSchema,
  kind: z.enum(['alert', 'correction', 'retraction']),
  rule: z.string(),
  team: z.string(),
  /** Its team would be paged; otherwise it would be listed alone. */
  pages: z.boolean(),
});
/** An alert that would be raised. No patient data. */
export type WouldBeRaised = z.infer<typeof wouldBeRaisedSchema>;

export const rehearsalReportSchema = z.object({
  /** `judged`, `ignored: nothing-watched`, `quarantined: no-msh` …: how many messages. */
  fates: z.record(z.string(), z.int()),
  raised: z.array(wouldBeRaisedSchema),
});
export type RehearsalReport = z.infer<typeof rehearsalReportSchema>;

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ChartService, PatientKey } from '../../../shared/chart/chart-service.ts';
import { registrationSchema } from '../../../shared/clinical/fact.ts';
import { epochMsSchema } from '../../../shared/clinical/instant.ts';
import { standingRegistry } from '../../../shared/intake/dynamodb-registry.ts';
import { judgeRegistered, recordRegistered } from '../../../shared/intake/register-patients.ts';
import { json } from '../http/answers.ts';
import { jsonRoute } from '../http/json-route.ts';
import type { Route } from '../http/local-server.ts';
import { TABLE_NAME } from '../table/local-charts.ts';

const patientSchema = z.strictObject({
  patient: z.strictObject({ authority: z.string(), id: z.string().min(1) }),
  rows: z.array(registrationSchema.omit({ source: true, loadedAt: true }).strict()).min(1),
});
const MAX_BYTES = 16_000_000;

const RECORDED = {
  schema: z.strictObject({ loadedAt: epochMsSchema, patients: z.array(patientSchema) }),
  maxBytes: MAX_BYTES,
  usage: '{"loadedAt": …, "patients": […]}: npx calcium-alerts patients import',
};
const patientKeySchema = z
  .templateLiteral(['P#', z.string()])
  .transform((key) => key as string as PatientKey);
const JUDGED = {
  schema: z.strictObject({ patients: z.array(patientKeySchema) }),
  maxBytes: MAX_BYTES,
  usage: '{"patients": ["P#…"]}: npx calcium-alerts patients import',
};

export type RegistryRoutesParts = {
  readonly client: DynamoDBDocumentClient;
  readonly chart: Pick<ChartService, 'record' | 'judge'>;
};

/** What of the registry there is, and what is put into it: first all that is to be put, then whom that concerns is judged. */
export function registryRoutes({ client, chart }: RegistryRoutesParts): {
  readonly standing: Route;
  readonly record: Route;
  readonly judge: Route;
} {
  return {
    standing: async () => json({ patients: await standingRegistry(client, TABLE_NAME) }),
    record: jsonRoute(RECORDED, async ({ patients, loadedAt }) => ({
      patients: [...(await recordRegistered(patients, { chart, loadedAt }))],
    })),
    judge: jsonRoute(JUDGED, ({ patients }) => judgeRegistered(patients, chart)),
  };
}

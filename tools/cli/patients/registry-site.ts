import * as z from 'zod';
import { createLocalTelemetry } from '../../../infra/local/local-telemetry.ts';
import type { PatientKey } from '../../../shared/chart/chart-service.ts';
import { documentClientOver } from '../../../shared/chart/dynamodb-document-client.ts';
import { registrationSchema } from '../../../shared/clinical/fact.ts';
import type { EpochMs } from '../../../shared/clinical/instant.ts';
import { standingRegistry } from '../../../shared/intake/dynamodb-registry.ts';
import {
  type JudgedPatients,
  judgeRegistered,
  type PatientOfRegistry,
  recordRegistered,
} from '../../../shared/intake/register-patients.ts';
import type { Config } from '../../../shared/runtime/config.ts';
import { deployedCharts } from '../deployed-charts.ts';
import type { DeployedTarget } from '../deployed-target.ts';
import type { LocalTarget } from '../local-target.ts';
import type { Target } from '../target.ts';
import type { Terminal } from '../terminal.ts';

/** Where the registry is kept: patients are put first, then judged. */
export type RegistrySite = {
  readonly config: Config;
  readonly standing: () => Promise<readonly PatientOfRegistry[]>;
  readonly record: (
    patients: readonly PatientOfRegistry[],
    loadedAt: EpochMs,
  ) => Promise<Iterable<PatientKey>>;
  readonly judge: (patients: readonly PatientKey[]) => Promise<JudgedPatients>;
};

export async function registrySite(target: Target, terminal: Terminal): Promise<RegistrySite> {
  const config = await target.config();
  return target.is === 'local' ? localSite(target, config) : deployedSite(target, config, terminal);
}

const standingSchema = z.object({
  patients: z.array(
    z.object({
      patient: z.object({ authority: z.string(), id: z.string() }),
      rows: z.array(registrationSchema.omit({ source: true, loadedAt: true })),
    }),
  ),
});
const recordedSchema = z.object({
  patients: z.array(z.custom<PatientKey>((key) => typeof key === 'string')),
});
const judgedSchema = z.object({ raised: z.int(), paged: z.int() });

function localSite({ get, post }: LocalTarget, config: Config): RegistrySite {
  return {
    config,
    standing: async () => standingSchema.parse(await get('/patients')).patients,
    record: async (patients, loadedAt) =>
      recordedSchema.parse(await post('/patients', { patients, loadedAt })).patients,
    judge: async (patients) => judgedSchema.parse(await post('/patients/judge', { patients })),
  };
}

async function deployedSite(
  target: DeployedTarget,
  config: Config,
  terminal: Terminal,
): Promise<RegistrySite> {
  const table = target.named('AWS::DynamoDB::GlobalTable', '');
  const client = documentClientOver(target.clients.dynamoDb);
  const charts = async () => deployedCharts(target, createLocalTelemetry(terminal.tell));
  let opened: ReturnType<typeof charts> | undefined;
  const chart = () => {
    opened ??= charts();
    return opened;
  };
  return {
    config,
    standing: () => standingRegistry(client, table),
    record: async (patients, loadedAt) => recordRegistered(patients, { chart: await chart(), loadedAt }),
    judge: async (patients) => judgeRegistered(patients, await chart()),
  };
}

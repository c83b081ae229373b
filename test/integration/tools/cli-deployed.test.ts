import { gzipSync } from 'node:zlib';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import dynalite from 'dynalite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentClientOver } from '../../../shared/chart/dynamodb-document-client.ts';
import { createDynamoDbTable, TABLE_DEFINITION } from '../../../shared/chart/dynamodb-table.ts';
import { createKeys } from '../../../shared/chart/keys.ts';
import { epochMs, HOUR_MS, isoInstant, plusMs } from '../../../shared/clinical/instant.ts';
import type { PatientOfRegistry } from '../../../shared/intake/register-patients.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { deployedCharts } from '../../../tools/cli/deployed-charts.ts';
import type { DeployedTarget } from '../../../tools/cli/deployed-target.ts';
import { explainArchived } from '../../../tools/cli/explain/explain-archived.ts';
import { storedAlert } from '../../../tools/cli/explain/stored-alert.ts';
import { registrySite } from '../../../tools/cli/patients/registry-site.ts';
import { listen } from '../../stand-ins/loopback.ts';
import { patientFact } from '../../unit/chart/charts.ts';
import { albumin, total } from '../../unit/clinical/judge/patient.ts';
import { quietTerminal, sampleOf } from '../../unit/tools/cli/samples.ts';
import { quietTelemetry } from '../local/quiet-telemetry.ts';

const TABLE = 'items';
const SECRET = 'a secret of this test';
const server = dynalite({ createTableMs: 0 });
const sns = mockClient(SNSClient);
const secrets = mockClient(SecretsManagerClient);
const s3 = mockClient(S3Client);
const config = configSchema.parse({
  teams: [{ id: 'lung', name: 'Lung', contacts: [{ protocol: 'sms', to: '+12025550141' }] }],
  fallbackTeam: 'lung',
});
const credentials = async () => ({ accessKeyId: 'AKIATEST', secretAccessKey: 'none' });
let target: DeployedTarget;

beforeAll(async () => {
  const dynamoDb = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${await listen(server)}`,
    ...{ region: 'eu-west-2', credentials: { accessKeyId: 'none', secretAccessKey: 'none' } },
  });
  await dynamoDb.send(new CreateTableCommand({ TableName: TABLE, ...TABLE_DEFINITION }));
  sns.on(PublishCommand).resolves({ MessageId: 'm' });
  secrets.on(GetSecretValueCommand).resolves({ SecretString: SECRET });
  const environment = new Map([
    ['TABLE_NAME', TABLE],
    ['PATIENT_KEY_SECRET_ARN', 'arn:secret'],
    ['TEAM_TOPIC_ARN_PREFIX', 'arn:aws:sns:eu-west-2:1:team_'],
  ]);
  target = {
    ...{ is: 'deployed', deployment: 'dev', settings: { region: 'eu-west-2' } },
    clients: {
      ...{
        dynamoDb,
        sns: new SNSClient(),
        s3: new S3Client(),
        secrets: new SecretsManagerClient(),
        lambda: { config: { credentials } },
      },
    } as never,
    deployed: { stacks: [], resources: [], outputs: new Map() },
    named: () => TABLE,
    environmentOf: async () => environment,
    config: async () => config,
  };
});

afterAll(async () => {
  target.clients.dynamoDb.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const ANN: PatientOfRegistry = {
  patient: { authority: 'HOSP', id: 'MRN1' },
  rows: [{ icd10: 'C34.1', status: 'active', team: 'lung' }],
};

describe('commands against a deployment', () => {
  it('load patients as assess has its charts, page whom that concerns, and explain the alert', async () => {
    const now = epochMs(Date.now());
    const charts = await deployedCharts(target, quietTelemetry());
    const drawn = plusMs(now, -HOUR_MS);
    const results = [total('14.2 mg/dL', drawn), albumin('40 g/L', drawn)];
    const fact = patientFact({ patient: ANN.patient, receivedAt: drawn, results });
    expect(await charts.judge(await charts.record(ANN.patient, 'message', fact))).toMatchObject({
      raised: 0,
    });
    const site = await registrySite(target, quietTerminal());

    const keys = [...(await site.record([ANN], now))];
    const judged = await site.judge(keys);

    expect(judged).toEqual({ raised: 1, paged: 1 });
    expect(await site.standing()).toEqual([ANN]);
    const [call] = sns.commandCalls(PublishCommand);
    expect(call?.args[0].input.TopicArn).toBe('arn:aws:sns:eu-west-2:1:team_lung');

    const [alertId = ''] = await alertIds();
    expect(await storedAlert(target, alertId, false)).toMatchObject({
      level: 'critical',
      rule: 'R2',
      team: 'lung',
    });
    const revealed = await storedAlert(target, alertId, true);
    expect(revealed.revealed).toMatchObject({
      patient: { id: 'MRN1' },
      audit: [{ by: 'cli:AKIATEST', did: 'viewed' }],
    });
  });

  it('take a patient out, who is not listed any more', async () => {
    const site = await registrySite(target, quietTerminal());
    const removed = { patient: ANN.patient, rows: [{ icd10: '', status: 'removed' as const }] };

    await site.record([removed], epochMs(Date.now() + 1));

    expect(await site.standing()).toEqual([]);
  });

  it('explain a message of the archive by the registry there, without patient data', async () => {
    const receivedAt = epochMs(Date.now() - HOUR_MS);
    const sample = sampleOf({
      obx: 'NM|17861-6^Calcium^LN||14.2|mg/dL|8.6-10.5||||F',
      pid3: 'MRN1^^^HOSP^MR',
    });
    const line = { feed: 'f', receivedAt, origin: 'live', bytes: Buffer.from(sample).toString('base64') };
    const body = { transformToByteArray: async () => gzipSync(JSON.stringify(line)) };
    const Key = `archive/${isoInstant(receivedAt).slice(0, 10)}/a.ndjson.gz`;
    s3.on(ListObjectsV2Command).resolves({});
    s3.on(ListObjectsV2Command, { Prefix: Key.slice(0, 19) }).resolves({
      Contents: [{ Key, LastModified: new Date() }],
    });
    s3.on(GetObjectCommand).resolves({ Body: body as never });
    const site = await registrySite(target, quietTerminal());
    await site.record([ANN], epochMs(Date.now() + 2));
    const asked = {
      controlId: 'C1',
      from: plusMs(receivedAt, -HOUR_MS),
      until: epochMs(Date.now()),
      reveal: false,
    };

    const parts = await explainArchived(target, asked, asked.until);

    expect(parts).toMatchObject([
      {
        message: {
          patients: [{ inRegistry: true, knownCancer: true }],
          raised: [{ level: 'critical', team: 'lung' }],
        },
      },
    ]);
    expect(JSON.stringify(parts)).not.toMatch(/MRN1|ZZPHI|14\.2/);
    const other = explainArchived(target, { ...asked, controlId: 'C2' }, asked.until);
    await expect(other).rejects.toThrow('no message of that control id (MSH-10) was received then');
    const upside = explainArchived(target, { ...asked, from: epochMs(asked.until + 1) }, asked.until);
    await expect(upside).rejects.toThrow('--from: lies after --to');
  });

  it('say so where there is no such alert, and where assess is not told what it needs', async () => {
    await expect(storedAlert(target, 'yn5b7ehmzkmmm63u', false)).rejects.toThrow(
      'no alert yn5b7ehmzkmmm63u stands',
    );
    const bare = { ...target, environmentOf: async () => new Map() };
    await expect(deployedCharts(bare, quietTelemetry())).rejects.toThrow(
      'assess has no PATIENT_KEY_SECRET_ARN',
    );
  });
});

async function alertIds(): Promise<readonly string[]> {
  const table = createDynamoDbTable(documentClientOver(target.clients.dynamoDb), TABLE);
  const { patientKey } = createKeys({ secret: SECRET, version: '1' });
  const chart = await table.get(patientKey(ANN.patient), 'CHART');
  const { alerts = [] } = (chart ?? {}) as { readonly alerts?: readonly { readonly id: string }[] };
  return alerts.map(({ id }) => id);
}

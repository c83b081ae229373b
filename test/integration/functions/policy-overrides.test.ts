import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHandler as createAssess } from '../../../functions/assess/handler.ts';
import {
  type EmbeddedDynamoDb,
  startEmbeddedDynamoDb,
} from '../../../infra/local/table/embedded-dynamodb.ts';
import { createLocalCharts, openTable } from '../../../infra/local/table/local-charts.ts';
import type { Page } from '../../../shared/alerting/publisher.ts';
import { DAY_MS, epochMs, HOUR_MS } from '../../../shared/clinical/instant.ts';
import { createFeedDirectory } from '../../../shared/intake/feed-directory.ts';
import { createFolderMessageStore } from '../../../shared/intake/folder-message-store.ts';
import { loadRegistry, parseRegistry } from '../../../shared/intake/registry.ts';
import { type Config, configSchema } from '../../../shared/runtime/config.ts';
import { eventOfMessages } from '../../stand-ins/sqs-events.ts';
import { silentTelemetry } from '../../unit/functions/silent-telemetry.ts';

const NOW = Date.UTC(2026, 0, 2, 12);
const HEADER = 'assigning_authority,patient_id,birth_date,icd10,status,diagnosed_on,team,policy_set';
const contacts = [{ protocol: 'email', to: 'a@example.org' }];
const SITE = {
  teams: [
    { id: 'lung', name: 'Lung', contacts },
    {
      id: 'myeloma',
      name: 'Myeloma',
      contacts,
      policy: { version: '2', level: { urgentFromTotalMgPerDl: '11.0' } },
    },
  ],
  fallbackTeam: 'lung',
  policySets: [{ id: 'long-known', version: '3', level: { urgentFromTotalMgPerDl: '12.4' } }],
};

const oru = (patient: string, value: string, order: string) =>
  [
    `MSH|^~\\&|LIS|EAST|CA|HOSP|20260102113000+0000||ORU^R01|${order}|P|2.5.1`,
    `PID|1||${patient}^^^EAST`,
    `OBR|1|${order}|${order}|CMP|||20260102110000+0000`,
    `OBX|1|NM|17861-6^Calcium^LN||${value}|mg/dL|8.6-10.5||||F|||20260102110000+0000`,
    '',
  ].join('\r');

/** Assess and charts with this configuration over one table, at that many hours after noon. */
async function houseWith(config: Config, endpoint: string, folder: string, hoursLater = 0) {
  const pages: Page[] = [];
  const notices: string[] = [];
  const clock = { now: () => epochMs(NOW + hoursLater * HOUR_MS) };
  const telemetry = silentTelemetry([]);
  const charts = createLocalCharts({
    table: await openTable(endpoint),
    secret: Buffer.alloc(32, 7),
    config,
    publisher: { publish: async (page) => void pages.push(page) },
    operations: { tell: async () => {} },
    clock,
    telemetry,
  });
  const assess = createAssess({
    chart: charts.service,
    feeds: createFeedDirectory(config),
    caps: config.caps,
    policy: config.policy,
    operations: { tell: async ({ code, subject }) => void notices.push(`${code} ${subject}`) },
    resultKey: charts.resultKey,
    store: createFolderMessageStore(folder),
    claims: { collect: () => Promise.reject(new Error('no claims')) },
    fates: { record: async () => {} },
    telemetry,
    clock,
  });
  const receive = (text: string) =>
    assess(
      eventOfMessages([
        { bytes: Buffer.from(text), feed: 'unknown-east', receivedAt: clock.now(), origin: 'live' },
      ]),
    );
  const register = (...rows: string[]) =>
    loadRegistry(parseRegistry([HEADER, ...rows].join('\n'), config.policySets), {
      chart: charts.service,
      feeds: config.feeds,
      loadedAt: epochMs(clock.now() - 30 * DAY_MS),
    });
  /** Which policy the last judgement of each alert was made with. */
  const versions = async () => {
    const standing = await charts.standingAlerts();
    return standing.map(({ entry, told }) => {
      const { judgement } = told as unknown as { judgement: { policyVersion: string } };
      return [entry.kind, entry.level, judgement.policyVersion];
    });
  };
  return { receive, register, versions, pages, notices };
}

describe('a team and a patient with a policy of their own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-'));
  let dynamoDb: EmbeddedDynamoDb;
  beforeAll(async () => {
    dynamoDb = await startEmbeddedDynamoDb(join(folder, 'table'), (error) => {
      throw error;
    });
  });
  afterAll(async () => {
    await dynamoDb.close();
    rmSync(folder, { recursive: true });
  });

  it('are paged by it: one value, another level, and the version of what was used with each alert', async () => {
    const site = configSchema.parse(SITE);
    const { receive, register, versions, pages } = await houseWith(site, dynamoDb.endpoint, folder);
    await register(
      'EAST,1,,C34.9,active,,lung,',
      'EAST,2,,C90.0,active,,myeloma,',
      'EAST,3,,C90.0,active,,myeloma,long-known',
      'EAST,4,,C34.9,active,,unheard-of,',
    );
    for (const patient of ['1', '2', '3', '4']) await receive(oru(patient, '11.2', `o${patient}`));

    expect(pages.map(({ team, level }) => `${team} ${level}`)).toEqual([
      'lung routine',
      'myeloma urgent',
      'myeloma routine',
      'lung routine',
    ]);
    expect((await versions()).map(([, level, version]) => `${level} ${version}`).sort()).toEqual([
      'routine 1',
      'routine 1',
      'routine 1+team:myeloma@2+set:long-known@3',
      'urgent 1+team:myeloma@2',
    ]);
  });

  it('get a correction with the next message where a changed policy lowers what was alerted', async () => {
    const [lung] = SITE.teams;
    const site = configSchema.parse({ ...SITE, teams: [lung, { id: 'myeloma', name: 'Myeloma', contacts }] });
    const { receive, versions, pages } = await houseWith(site, dynamoDb.endpoint, folder, 1);
    expect(pages).toEqual([]);
    await receive(oru('2', '11.2', 'o2'));

    expect(pages).toMatchObject([{ team: 'myeloma', level: 'urgent', kind: 'correction' }]);
    expect(await versions()).toContainEqual(['correction', 'urgent', '1']);
  });

  it('are judged by the policy of the team, and operations hear of it, where the set is gone', async () => {
    const site = configSchema.parse({ ...SITE, policySets: [] });
    const { receive, pages, notices } = await houseWith(site, dynamoDb.endpoint, folder, 2);
    await receive(oru('3', '11.2', 'o3'));

    expect(pages).toMatchObject([{ team: 'myeloma', level: 'urgent', kind: 'alert' }]);
    expect(notices).toContain('POLICY_SET_UNKNOWN long-known');
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { CONFIG_FILE } from '../../infra/constructs/function-bundle.ts';
import { runCanary } from './canary-round.ts';
import { bucketNamed, stackStatuses } from './cloud.ts';
import { start } from './deployed-function.ts';
import { type Deployment, deployDev, sampleConfig } from './deployment.ts';
import { findPython } from './emulator.ts';
import { type Asked, faultTimes } from './front.ts';
import { calcium } from './messages.ts';
import { isAllowed, rightsOf } from './rights.ts';
import { createdBy } from './stack-event.ts';
import { type Subscriber, subscribe } from './subscriber.ts';
import { createTraffic, type Traffic } from './traffic.ts';

const python = findPython();
/** Set where skipping would hide a fault. */
const mayBeSkipped = process.env.REQUIRE_EMULATOR === undefined;
if (python === undefined) console.log('No Python here has moto[server]: nothing can be deployed.');

const MINUTE_MS = 60_000;
/** SDK clients try three times. */
const BEYOND_RETRIES = 12;

describe.skipIf(python === undefined && mayBeSkipped)('the dev environment on an emulator of AWS', () => {
  let deployed: Deployment;
  let traffic: Traffic;
  let team: Subscriber;
  let operations: Subscriber;

  beforeAll(async () => {
    if (python === undefined) throw new Error('REQUIRE_EMULATOR is set, but no Python here has moto[server]');
    deployed = await deployDev(python);
    traffic = createTraffic(deployed);
    const subscriptions = await deployed.running('subscriptions');
    const told = await createdBy(subscriptions, {});
    expect(told.Status).toBe('SUCCESS');
    const { OPERATIONS_TOPIC_ARN = '' } = deployed.function('assess').variables;
    team = await subscribe(deployed.cloud, topicOf(sampleConfig.fallbackTeam), 'sms');
    operations = await subscribe(deployed.cloud, OPERATIONS_TOPIC_ARN, 'email');
  });

  afterAll(() => deployed?.close());
  afterEach(() => deployed.front.inject(() => undefined));

  const topicOf = (id: string) => `${deployed.function('assess').variables.TEAM_TOPIC_ARN_PREFIX}${id}`;

  const assessAll = () => traffic.deliverAll('assess');

  const CRITICAL = { level: 'critical', kind: 'alert', contact: 'first' };

  test('is made, every stack of it', async () => {
    const stacks = await stackStatuses(deployed.cloud);

    expect([...stacks.keys()].sort()).toEqual([
      'CalciumAlerts-dev-Desk',
      'CalciumAlerts-dev-Observability',
      'CalciumAlerts-dev-Pipeline',
      'CalciumAlerts-dev-Record',
    ]);
    expect(new Set(stacks.values())).toEqual(new Set(['CREATE_COMPLETE']));
  });

  test('is not changed by a second deployment', async () => {
    const printed = await deployed.cdk.deploy(deployed.assembly);

    expect(printed.match(/\(no changes\)/g)).toHaveLength(4);
    expect(await deployed.cdk.diff(deployed.assembly)).toContain('Number of stacks with differences: 0');
  });

  test('pages the team of a critical calcium that came by HTTPS, without a word about the patient', async () => {
    await traffic.knowCancerOf('RS7001');

    const acknowledgement = await traffic.post(calcium('RS7001', '14.0'));
    await assessAll();

    expect(acknowledgement).toContain('MSA|AA|CRS7001');
    const heard = await team.heard();
    expect(heard.map(({ attributes }) => attributes)).toEqual([CRITICAL]);
    const { DESK_URL = '' } = deployed.function('assess').variables;
    const told = JSON.stringify(heard);
    expect(told).toContain(`${DESK_URL}/a/`);
    expect(told.replaceAll(DESK_URL, '')).not.toMatch(/ZZPHI|RS7001|14\.0|calcium/i);
  });

  test('pages of a routine level by e-mail only', async () => {
    const byEmail = await subscribe(deployed.cloud, topicOf(sampleConfig.fallbackTeam), 'email');
    await traffic.knowCancerOf('RS7008');

    await traffic.post(calcium('RS7008', '11.0'));
    await assessAll();

    expect((await byEmail.heard()).map(({ attributes }) => attributes.level)).toEqual(['routine']);
    expect(await team.heard()).toEqual([]);
  });

  test('acknowledges a message that comes again and pages nobody', async () => {
    await traffic.knowCancerOf('RS7002');
    await traffic.post(calcium('RS7002', '14.0'));
    await assessAll();
    expect(await team.heard()).toHaveLength(1);

    const acknowledgement = await traffic.post(calcium('RS7002', '14.0'));
    const records = await assessAll();

    expect(acknowledgement).toContain('MSA|AA|');
    expect(records).toBe(1);
    expect(await team.heard()).toEqual([]);
  });

  test('keeps a message that cannot be read, in quarantine, and tells operations', async () => {
    const poison = calcium('RS7003', '14.0').replaceAll('|', '~');
    const { QUARANTINE_BUCKET } = deployed.function('assess').variables;
    const kept = async () =>
      (await deployed.cloud.s3.send(new ListObjectsV2Command({ Bucket: QUARANTINE_BUCKET }))).KeyCount ?? 0;
    const before = await kept();

    await traffic.post(poison);
    await assessAll();

    expect(await kept()).toBe(before + 1);
    expect((await operations.heard()).map(({ subject }) => subject)).toEqual([
      'calcium-alerts: MESSAGE_QUARANTINED',
    ]);
    expect(await team.heard()).toEqual([]);
  });

  test('pages of a message whose table was throttled for a moment', async () => {
    await traffic.knowCancerOf('RS7004');
    await traffic.post(calcium('RS7004', '14.0'));

    deployed.front.inject(faultTimes(2, ({ service }) => service === 'dynamodb', 'throttled'));
    await assessAll();

    expect(await team.heard()).toHaveLength(1);
  });

  test('gives a message back to the queue while its table is throttled, and pages of it later', async () => {
    await traffic.knowCancerOf('RS7005');
    await traffic.post(calcium('RS7005', '14.0'));
    const source = await deployed.sourceOf('assess');

    deployed.front.inject(faultTimes(BEYOND_RETRIES, ({ service }) => service === 'dynamodb', 'throttled'));
    const first = await source.deliver(await deployed.running('assess'));
    deployed.front.inject(() => undefined);
    const nobody = await team.heard();
    await source.hurry();
    await assessAll();

    expect([first.records, first.failed.length]).toEqual([1, 1]);
    expect(nobody).toEqual([]);
    expect(await team.heard()).toHaveLength(1);
  });

  test('reads a file that is dropped into its bucket', async () => {
    await traffic.knowCancerOf('RS7006');
    const Body = `${calcium('RS7006', '14.0')}\r`;
    const Bucket = await bucketNamed(deployed.cloud, 'filedropfiles');

    await deployed.cloud.s3.send(new PutObjectCommand({ Bucket, Key: 'riverside/day.hl7', Body }));
    await traffic.deliverAll('unbatch');
    const records = await assessAll();

    expect(records).toBe(1);
    expect((await team.heard()).map(({ attributes }) => attributes)).toEqual([CRITICAL]);
  });

  test('sends by the sweep what a function that died between chart and page has left', async () => {
    await traffic.knowCancerOf('RS7007');
    await traffic.post(calcium('RS7007', '14.0'));
    const source = await deployed.sourceOf('assess');
    const dying = await start(deployed.function('assess'), deployed.front.url);
    const isPage = ({ service, action }: Asked) => service === 'sns' && action === 'Publish';
    const held = vi.fn(faultTimes(1, isPage, 'held'));
    deployed.front.inject(held);

    const delivery = source.deliver(dying);
    await vi.waitUntil(() => held.mock.results.some(({ value }) => value === 'held'), { timeout: 20_000 });
    await dying.kill();
    const { failed } = await delivery;
    const beforeSweep = await team.heard();
    const sweep = await start(deployed.function('sweep'), deployed.front.url, 3 * MINUTE_MS);
    await sweep.invoke({});
    const bySweep = await team.heard();
    await source.hurry();
    await assessAll();
    await sweep.kill();

    expect(failed).toHaveLength(1);
    expect(beforeSweep).toEqual([]);
    expect(bySweep.map(({ attributes }) => attributes)).toEqual([CRITICAL]);
    expect(await team.heard()).toEqual([]);
  });

  test('judges everybody again by the re-judge, and finds that nothing is missing', async () => {
    const rejudge = await start(deployed.function('rejudge'), deployed.front.url, 60 * MINUTE_MS);

    const found = await rejudge.invoke({ command: { dryRun: true } });
    const tonight = await rejudge.invoke({ source: 'aws.events' });
    await rejudge.kill();

    expect(found).toMatchObject({ tally: { failed: 0, differences: {}, listed: 0 } });
    expect(found).toHaveProperty('tally.registered.oncology-on-call', expect.any(Number));
    expect(tonight).toBeUndefined();
    expect(rejudge.output()).toContain('night-rejudged');
    expect(rejudge.output()).not.toMatch(/ZZPHI|RS700/);
    expect(await team.heard()).toEqual([]);
  });

  test("sends the canary's critical result through each door to its own queue, and pages nobody else", async () => {
    const round = await runCanary(
      deployed.function('canary'),
      deployed.front.url,
      await deployed.running('receive'),
      async () => {
        await traffic.deliverAll('unbatch');
        await assessAll();
      },
    );

    expect(round).toEqual({
      https: { failed: 0, ms: expect.any(Number) },
      file: { failed: 0, ms: expect.any(Number) },
    });
    expect(await team.heard()).toEqual([]);
  });

  test('writes no word about a patient into a log', async () => {
    for (const entry of ['receive', 'unbatch', 'assess', 'subscriptions']) {
      const log = (await deployed.running(entry)).output();

      expect(log).not.toMatch(/ZZPHI|RS700/);
    }
    expect((await deployed.running('assess')).output()).toContain('"judged":1');
  });

  test('lets each function do all that it did above, of what it did it', async () => {
    const refused: string[] = [];
    for (const { entry, role } of (await deployed.functions()).values()) {
      const rights = await rightsOf(deployed.cloud.iam, role);
      const asked = deployed.front.asked.filter(({ caller }) => caller === entry);
      refused.push(...asked.filter((one) => !isAllowed(one, rights)).map((one) => JSON.stringify(one)));
    }

    expect(new Set(deployed.front.asked.map(({ caller }) => caller))).toContain('sweep');
    expect([...new Set(refused)]).toEqual([]);
  });

  test('takes a new team by an update, and nothing else is replaced', async () => {
    const assembly = join(deployed.folder, 'cdk.out.update');
    const config = join(deployed.folder, 'update.config.json');
    const [first] = sampleConfig.teams;
    const teams = [...sampleConfig.teams, { ...first, id: 'renal-oncology', name: 'Renal oncology' }];
    writeFileSync(config, JSON.stringify({ ...sampleConfig, teams }));
    const tableBefore = deployed.function('assess').variables.TABLE_NAME;

    await deployed.cdk.synth(assembly, { env: 'dev', config });
    const differences = await deployed.cdk.diff(assembly);
    await deployed.cdk.deploy(assembly);
    const functions = await deployed.functions();

    const assess = functions.get('assess');
    expect(differences).toMatch(/\[\+\] AWS::SNS::Topic .*renal-oncology/);
    expect(differences).not.toMatch(/requires replacement|will be destroyed/);
    expect(assess?.variables.TABLE_NAME).toBe(tableBefore);
    expect(readFileSync(join(assess?.folder ?? '', CONFIG_FILE), 'utf8')).toContain('renal-oncology');
  });

  test('names in the documents what the emulator only pretends to make', () => {
    const document = readFileSync('docs/deploying.md', 'utf8');

    expect(deployed.emulator.standIns().filter((type) => !document.includes(`\`${type}\``))).toEqual([]);
  });

  test('leaves the record behind when its stacks are destroyed', async () => {
    const { TABLE_NAME, ARCHIVE_BUCKET } = deployed.function('assess').variables;

    await deployed.cdk.destroy(deployed.assembly);

    const statuses = await stackStatuses(deployed.cloud);
    expect([...statuses.values()].filter((status) => status !== 'DELETE_COMPLETE')).toEqual([]);
    const { Table } = await deployed.cloud.table.send(new DescribeTableCommand({ TableName: TABLE_NAME }));
    const { Buckets = [] } = await deployed.cloud.s3.send(new ListBucketsCommand({}));
    expect(Table?.DeletionProtectionEnabled).toBe(true);
    expect(Buckets.map(({ Name }) => Name)).toContain(ARCHIVE_BUCKET);
  });
});

import { paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { ListBucketsCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { start } from './deployed-function.ts';
import { type Deployment, deployDev, sampleConfig } from './deployment.ts';
import { findPython } from './emulator.ts';
import type { Asked, Fault } from './front.ts';
import { calcium, diagnosis, posted } from './messages.ts';
import { createdBy } from './stack-event.ts';
import { type Subscriber, subscribe } from './subscriber.ts';

const python = findPython();
if (python === undefined) {
  console.log('no Python here has moto[server]: the deployment to an emulator is skipped');
}

const MINUTE_MS = 60_000;
/** SDK clients try three times. */
const BEYOND_RETRIES = 12;

describe.skipIf(python === undefined)('the dev environment on an emulator of AWS', () => {
  let deployed: Deployment;
  let team: Subscriber;
  let operations: Subscriber;

  beforeAll(async () => {
    deployed = await deployDev(python ?? '');
    const subscriptions = await deployed.running('subscriptions');
    const told = await createdBy(subscriptions, {});
    expect(told.Status).toBe('SUCCESS');
    const { TEAM_TOPIC_ARN_PREFIX, OPERATIONS_TOPIC_ARN = '' } = deployed.function('assess').variables;
    team = await subscribe(deployed.cloud, `${TEAM_TOPIC_ARN_PREFIX}${sampleConfig.fallbackTeam}`, 'sms');
    operations = await subscribe(deployed.cloud, OPERATIONS_TOPIC_ARN, 'email');
  });

  afterAll(() => deployed?.close());
  afterEach(() => deployed.front.inject(() => undefined));

  async function post(message: string): Promise<string> {
    const answer = await (await deployed.running('receive')).invoke(posted(message));
    const { statusCode, body } = answer as { statusCode: number; body: string };
    expect(statusCode).toBe(200);
    return Buffer.from(body, 'base64').toString();
  }

  /** Gives a function all that its queue holds; resolves to how many records that were. */
  async function deliverAll(entry: string): Promise<number> {
    const source = await deployed.sourceOf(entry);
    const reader = await deployed.running(entry);
    let records = 0;
    while (true) {
      const batch = await source.deliver(reader);
      if (batch.records === 0) return records;
      expect(batch.failed, reader.output()).toEqual([]);
      records += batch.records;
    }
  }
  const assessAll = () => deliverAll('assess');

  async function knowCancerOf(patient: string) {
    await post(diagnosis(patient));
    await assessAll();
  }

  const CRITICAL = { level: 'critical', kind: 'alert', contact: 'first' };

  test('stands as one stack beside the other', async () => {
    const stacks: [string, string][] = [];
    for await (const { Stacks = [] } of paginateDescribeStacks({ client: deployed.cloud.stacks }, {})) {
      for (const { StackName = '', StackStatus = '' } of Stacks) stacks.push([StackName, StackStatus]);
    }

    const ours = stacks.filter(([name]) => name.startsWith('CalciumAlerts-dev-'));
    expect(ours.length).toBeGreaterThanOrEqual(3);
    expect(new Set(ours.map(([, status]) => status))).toEqual(new Set(['CREATE_COMPLETE']));
  });

  test('is not changed by a second deployment', async () => {
    const printed = await deployed.cdk.deploy(deployed.assembly);

    expect(printed.match(/\(no changes\)/g)).toHaveLength(3);
    expect(await deployed.cdk.diff(deployed.assembly)).toContain('Number of stacks with differences: 0');
  });

  test('pages the team of a critical calcium that came by HTTPS, without a word about the patient', async () => {
    await knowCancerOf('RS7001');

    const acknowledgement = await post(calcium('RS7001', '14.0'));
    await assessAll();

    expect(acknowledgement).toContain('MSA|AA|CRS7001');
    const heard = await team.heard();
    expect(heard.map(({ attributes }) => attributes)).toEqual([CRITICAL]);
    expect(JSON.stringify(heard)).not.toMatch(/ZZPHI|RS7001|14\.0|calcium/i);
  });

  test('acknowledges a message that comes again and pages nobody', async () => {
    await knowCancerOf('RS7002');
    await post(calcium('RS7002', '14.0'));
    await assessAll();
    expect(await team.heard()).toHaveLength(1);

    const acknowledgement = await post(calcium('RS7002', '14.0'));
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

    await post(poison);
    await assessAll();

    expect(await kept()).toBe(before + 1);
    expect((await operations.heard()).map(({ subject }) => subject)).toEqual([
      'calcium-alerts: MESSAGE_QUARANTINED',
    ]);
    expect(await team.heard()).toEqual([]);
  });

  /** Faults of so many requests of a service by a function; then none. */
  function times(count: number, isMeant: (asked: Asked) => boolean, fault: ReturnType<Fault>): Fault {
    let left = count;
    return (asked) => {
      if (left === 0 || !isMeant(asked)) return undefined;
      left -= 1;
      return fault;
    };
  }

  test('pages of a message whose table was throttled for a moment', async () => {
    await knowCancerOf('RS7004');
    await post(calcium('RS7004', '14.0'));

    deployed.front.inject(times(2, ({ service }) => service === 'dynamodb', 'throttled'));
    await assessAll();

    expect(await team.heard()).toHaveLength(1);
  });

  test('gives a message back to the queue while its table is throttled, and pages of it later', async () => {
    await knowCancerOf('RS7005');
    await post(calcium('RS7005', '14.0'));
    const source = await deployed.sourceOf('assess');

    deployed.front.inject(times(BEYOND_RETRIES, ({ service }) => service === 'dynamodb', 'throttled'));
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
    await knowCancerOf('RS7006');
    const Body = `${calcium('RS7006', '14.0')}\r`;
    const Bucket = await dropBucket();

    await deployed.cloud.s3.send(new PutObjectCommand({ Bucket, Key: 'riverside/day.hl7', Body }));
    await deliverAll('unbatch');
    const records = await assessAll();

    expect(records).toBe(1);
    expect((await team.heard()).map(({ attributes }) => attributes)).toEqual([CRITICAL]);
  });

  test('sends by the sweep what a function that died between chart and page has left', async () => {
    await knowCancerOf('RS7007');
    await post(calcium('RS7007', '14.0'));
    const source = await deployed.sourceOf('assess');
    const dying = await start(deployed.function('assess'), deployed.front.url);
    const isPage = ({ service, action }: Asked) => service === 'sns' && action === 'Publish';
    const held = vi.fn(times(1, isPage, 'held'));
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

  async function dropBucket(): Promise<string> {
    const { Buckets = [] } = await deployed.cloud.s3.send(new ListBucketsCommand({}));
    const drop = Buckets.find(({ Name }) => Name?.includes('filedropfiles'));
    return drop?.Name ?? '';
  }
});

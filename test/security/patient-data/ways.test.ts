import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { startDeployedFunctions } from './deployed-functions.ts';
import { plantedMessages, STEM } from './planted-messages.ts';
import { isAllowed } from './told-on-purpose.ts';

const PARAMETERS = {
  '/contacts/teams/lung/email-1': `${STEM}CONTACT`,
  '/contacts/teams/lung/sms-1': '+12025550101',
  '/contacts/teams/on-call/email-1': 'b@example.org',
};
const messages = plantedMessages(epochMs(Date.now()));
const file = Buffer.concat(messages.slice(0, 6).map(({ bytes }) => bytes));

describe('text planted where messages are not read one by one', () => {
  let functions: Awaited<ReturnType<typeof startDeployedFunctions>>;
  beforeAll(async () => {
    functions = await startDeployedFunctions(PARAMETERS);
  }, 60_000);
  afterAll(() => functions.close());

  const leaks = async () => (await functions.leaks()).filter((leak) => !isAllowed(leak));
  const notices = () =>
    functions.aws.outgoing.filter(({ where }) => where === 'page or notice').map(({ text }) => text);
  const logged = (event: string) => functions.output.filter(({ text }) => text.includes(`"${event}"`)).length;

  it('goes through a dropped file into the queue, and its name and what it holds are told to nobody', async () => {
    const name = `${STEM}FOLDER/${STEM}NAME 1931-11-29.hl7`;
    const gzip = gzipSync(Buffer.concat([file, Buffer.from(`BTS|9|${STEM}BTS2\rFTS|9|${STEM}FTS2\r`)]));
    const begun = Buffer.from(`FHS|^~\\&|${STEM}FHS3|${STEM}FHS4\rBHS|^~\\&|${STEM}BHS3\r`);

    expect(await functions.dropFile(name, file)).toBe(true);
    expect(await functions.dropFile(`${name}.cut`, Buffer.concat([begun, file]))).toBe(true);
    expect(await functions.dropFile(`${name}.gz`, gzip)).toBe(true);
    expect(await functions.dropFile(`${name}.damaged.gz`, gzip.subarray(0, gzip.length - 40))).toBe(true);
    expect(await functions.dropFile(`${name}.long`, Buffer.alloc(11_000_000, `MSH|^~\\&|${STEM}LONG`))).toBe(
      true,
    );
    expect(await functions.assessQueued()).toBe(0);

    expect(await leaks()).toEqual([]);
    expect(logged('file-unbatched')).toBe(5);
    for (const code of ['FILE_TRUNCATED', 'FILE_GZIP_NOT_ALLOWED', 'FILE_DAMAGED', 'FILE_MESSAGE_TOO_LARGE'])
      expect(notices().join(), code).toContain(code);
  }, 60_000);

  it.each([
    'not JSON',
    { Records: [{ eventTime: `${STEM}TIME`, s3: { bucket: { name: STEM }, object: { key: STEM } } }] },
  ])('is not told of a notice of a file that is none (%#)', async (notice) => {
    const text = typeof notice === 'string' ? `${STEM}\n    at ${STEM} (a:1:1)` : notice;
    const { batchItemFailures } = await functions.tellOfFile(text);

    expect(batchItemFailures).toHaveLength(1);
    expect(logged('unbatch-failed')).toBeGreaterThan(0);
    expect(await leaks()).toEqual([]);
  });

  it.each(['S3', 'SQS', 'DynamoDB'] as const)(
    'is not told of a file by %s quoting it in a fault',
    async (service) => {
      functions.aws.faulty.add(service);
      const before = logged('unbatch-failed');
      const taken = await functions.dropFile(`${STEM}${service}.hl7`, file);
      functions.aws.faulty.delete(service);

      expect(taken).toBe(false);
      expect(logged('unbatch-failed')).toBe(before + 1);
      expect(await leaks()).toEqual([]);
    },
  );

  it('is told by the gateway to nobody, whatever else than a message comes, or the queue answers', async () => {
    const [first] = messages;
    const whole = Buffer.from(first?.bytes ?? []);
    const socket = connect(functions.mllpPort, '127.0.0.1');
    socket.resume();
    socket.write(Buffer.concat([Buffer.from(`${STEM}JUNK`), whole, Buffer.from(`\x0b${STEM}OPEN`)]));
    socket.end(Buffer.concat([Buffer.from('\x1c\r\x0b'), Buffer.alloc(200_000, `MSH|${STEM}`)]));
    await once(socket, 'close');
    functions.aws.faulty.add('SQS');
    const answered = await functions.sendByMllp(whole).catch((error: unknown) => String(error));
    functions.aws.faulty.delete('SQS');

    expect(answered).toMatch(/closed|MSA\|CE/);
    expect(logged('mllp-not-durable')).toBe(1);
    expect(functions.output.some(({ text }) => text.includes('"MllpJunkBytes"'))).toBe(true);
    expect(await leaks()).toEqual([]);
  });

  it('is not in what becomes of the log of an SMS, of whose number and answer nothing is kept', async () => {
    for (const { bytes } of messages.slice(0, 3)) await functions.post(bytes);
    await functions.assessQueued();
    const sms = {
      notification: { messageId: '00000000-0000-0000-0000-000000000000', text: `${STEM}TEXT` },
      delivery: { destination: `${STEM}NUMBER`, providerResponse: `${STEM}ANSWER of the carrier` },
      status: 'FAILURE',
    };

    await functions.logSms([JSON.stringify(sms), `${STEM}ODD`, JSON.stringify({ notification: STEM })]);
    functions.aws.faulty.add('DynamoDB');
    const failed = functions.logSms([JSON.stringify(sms)]);
    await expect(failed).rejects.toThrow();
    functions.aws.faulty.delete('DynamoDB');

    expect(notices().join()).toContain('SMS_REACHED_NOBODY');
    expect(logged('sms-outcome-failed')).toBe(1);
    expect((await functions.tableKeys()).some(({ text }) => text.includes('PAGED#'))).toBe(true);
    expect(await leaks()).toEqual([]);
  });

  it('is not told of a contact, nor by SNS, SSM or the table quoting it in a fault', async () => {
    await functions.subscriptions({ detail: { name: `/contacts/teams/lung/${STEM}` }, source: 'aws.ssm' });
    for (const service of ['SNS', 'SSM', 'DynamoDB'] as const) {
      functions.aws.faulty.add(service);
      await functions.subscriptions({}).catch(() => undefined);
      functions.aws.faulty.delete(service);
    }
    await functions.subscriptions({});

    expect(notices().join()).toContain('CONTACT_UNKNOWN');
    expect(logged('reconcile-failed')).toBeGreaterThan(0);
    expect(await leaks()).toEqual([]);
    expect(functions.output.map(({ text }) => text).join()).not.toMatch(/\+120255501|example\.org/);
  });

  it('is in no dimension of a metric: each is a code', () => {
    const dimensions = functions.output.flatMap(({ text }) => dimensionsIn(text));

    expect(new Set(dimensions).size).toBeGreaterThan(5);
    expect([...new Set(dimensions)].filter((value) => !/^[\w.:^-]{1,60}$/.test(value))).toEqual([]);
  });
});

/** Values of the dimensions of embedded metrics in what was written. */
function dimensionsIn(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line.includes('"_aws"'))
    .flatMap((line) => {
      const metric = JSON.parse(line);
      const names: string[] = metric._aws.CloudWatchMetrics.flatMap(
        ({ Dimensions }: { Dimensions: string[][] }) => Dimensions.flat(),
      );
      return names.map((name) => String(metric[name]));
    });
}

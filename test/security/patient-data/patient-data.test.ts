import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { epochMs, MINUTE_MS } from '../../../shared/clinical/instant.ts';
import type { Telemetry } from '../../../shared/runtime/telemetry.ts';
import { startDeployedFunctions } from './deployed-functions.ts';
import { leaksIn } from './leaks.ts';
import { plantedMessages, STEM } from './planted-messages.ts';
import type { Faulty } from './recording-aws.ts';
import { isAllowed } from './told-on-purpose.ts';

/**
 * An acknowledgement gives the sender back fields of its own MSH, as the standard asks (HL7 v2.5.1 ch. 2.9.2): who to whom, the event
 * of MSH-9, control id, processing id, version, character set.
 */
const ECHOED = /^ZZPHIMSH(?:(?:3|4|5|6|10|11|12|18)(?:C|$)|9C2)/;

describe('text planted in every field of every type of message', () => {
  const messages = plantedMessages(epochMs(Date.now()));
  const answers: string[] = [];
  let functions: Awaited<ReturnType<typeof startDeployedFunctions>>;

  beforeAll(async () => {
    functions = await startDeployedFunctions();
    for (const { bytes } of messages) answers.push(await functions.post(bytes));
  }, 60_000);
  afterAll(async () => {
    vi.useRealTimers();
    await functions.close();
  });

  const leaks = async () => (await functions.leaks()).filter((leak) => !isAllowed(leak));
  const outgoing = (where: string) => functions.aws.outgoing.filter((one) => one.where === where);

  it('goes through door, queue and assess to a page, and is in nothing but queue, table and objects', async () => {
    expect(await functions.assessQueued()).toBe(0);

    expect(await leaks()).toEqual([]);
    const pages = outgoing('page or notice').filter(({ text }) => text.includes('CRITICAL alert'));
    expect(pages.length).toBeGreaterThan(0);
    expect(outgoing('queue attributes').length).toBeGreaterThan(100);
    expect(outgoing('S3 address and headers').some(({ text }) => text.includes('/quarantine/'))).toBe(true);
    expect(functions.output.some(({ text }) => text.includes('"MessagesQuarantined"'))).toBe(true);
    expect((await functions.tableKeys()).some(({ text }) => text.includes('ALERT#'))).toBe(true);
  }, 60_000);

  it('is in the text of no error that was made, nor in the reason for which a message is kept apart', () => {
    const errors = new Set(functions.errors().map(({ text }) => text));
    const reasons = outgoing('S3 address and headers').flatMap(
      ({ text }) => text.match(/(?<=\/quarantine\/[\d-]+\/)[^/]*/g) ?? [],
    );

    expect(leaksIn([...errors].map((text) => ({ where: 'error', text })))).toEqual([]);
    expect(errors.size).toBeGreaterThan(3);
    expect(new Set(reasons).size).toBeGreaterThan(3);
    expect(reasons.filter((reason) => !/^[a-z-]+$/.test(reason))).toEqual([]);
  });

  it('is given back to its sender from its own MSH alone, and only fields that an acknowledgement repeats', () => {
    const planted = answers.flatMap((answer) => answer.match(/ZZPHI\w*/g) ?? []);

    expect(planted.length).toBeGreaterThan(0);
    expect([...new Set(planted)].filter((text) => !ECHOED.test(text))).toEqual([]);
  });

  it('is not in what the MLLP listener answers or logs', async () => {
    const [first] = messages;
    const answer = await functions.sendByMllp(first?.bytes ?? Buffer.of());

    expect(answer).toContain('MSA|CA');
    expect((answer.match(/ZZPHI\w*/g) ?? []).filter((text) => !ECHOED.test(text))).toEqual([]);
    expect(await leaks()).toEqual([]);
  });

  it.each<Faulty>(['S3', 'DynamoDB', 'SNS', 'SQS'])(
    'is not told of by %s quoting it in a fault',
    async (service) => {
      functions.aws.faulty.add(service);
      functions.output.length = 0;
      for (const { bytes } of [...messages.slice(0, 4), ...messages.slice(-3)]) await functions.post(bytes);
      await functions.assessQueued();
      functions.aws.faulty.delete(service);

      expect(await leaks()).toEqual([]);
      expect(functions.output.length).toBeGreaterThan(0);
    },
  );

  it('is not in what a re-judge finds, tells and logs, nor by the table quoting it in a fault', async () => {
    functions.output.length = 0;
    const portion = await functions.rejudge();
    functions.aws.faulty.add('DynamoDB');
    await expect(functions.rejudge()).rejects.toThrow();
    functions.aws.faulty.delete('DynamoDB');

    expect(portion?.tally.charts).toBeGreaterThan(0);
    expect(leaksIn([{ where: 'answer', text: JSON.stringify(portion) }])).toEqual([]);
    expect(await leaks()).toEqual([]);
  });

  it('is not in what the sweep sends and logs later', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 90 * MINUTE_MS });
    functions.output.length = 0;
    await functions.sweep();

    expect(functions.output.length).toBeGreaterThan(0);
    expect(await leaks()).toEqual([]);
    vi.useRealTimers();
  });

  it('would be found in a log that tells of an error by its message', async () => {
    const careless: Telemetry['error'] = (event, error) =>
      void process.stdout.write(`${event} ${String(error)}\n`);
    const { telemetry } = functions.assessParts;
    const [first] = messages;
    await functions.post(first?.bytes ?? Buffer.of());
    functions.aws.faulty.add('DynamoDB');
    await functions.assessQueued({ telemetry: { ...telemetry, error: careless } });
    functions.aws.faulty.delete('DynamoDB');

    expect((await leaks()).some(({ where }) => where === 'log or metric')).toBe(true);
  });
});

describe('what was planted is found', () => {
  const id = `${STEM}PID3C1`;

  it.each([
    ['as it is', `patient ${id}`],
    ['in lower case', id.toLowerCase()],
    ['in base64, wherever it begins', Buffer.from(id).toString('base64')],
    ['in base64, one byte on', Buffer.from(`|${id}`).toString('base64')],
    ['in base64, two bytes on', Buffer.from(`||${id}`).toString('base64')],
    ['in hexadecimal', Buffer.from(id).toString('hex')],
    ['in UTF-16', Buffer.from(id, 'utf16le').toString('latin1')],
    ['as its SHA-256, which anybody can work out', createHash('sha256').update(id).digest('hex')],
    ['as the SHA-1 of authority and identifier', createHash('sha1').update(`EAST|${id}`).digest('base64url')],
    ['as a birth date', 'born 1931-11-29'],
    ['as a value', '14.0137 mg/dL'],
  ])('%s', (_, text) => {
    expect(leaksIn([{ where: 'log or metric', text }])).toHaveLength(1);
  });

  it('and nothing else is', () => {
    const text = 'INFO batch-assessed messages 10 judged 9 ignored 1 P#3hSx9 ALERT#abcd2345';
    expect(leaksIn([{ where: 'log or metric', text }])).toEqual([]);
  });
});

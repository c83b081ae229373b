import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createHandler } from '../../../../functions/delivery/handler.ts';
import { readSmsLog } from '../../../../functions/delivery/sms-log.ts';
import type { SmsOutcome } from '../../../../shared/alerting/sms-outcome.ts';
import { silentTelemetry, type Told } from '../silent-telemetry.ts';

const AT = 1_790_000_000_000;

function smsOf(status: string, providerResponse: string) {
  return JSON.stringify({
    notification: { messageId: 'm1', timestamp: '2026-11-23 00:40:34.558' },
    delivery: { destination: '+12025550100', smsType: 'Transactional', providerResponse, dwellTimeMs: 599 },
    status,
  });
}

function dataOf(messages: readonly string[], messageType = 'DATA_MESSAGE'): string {
  const logEvents = messages.map((message, index) => ({ id: `e${index}`, timestamp: AT, message }));
  return gzipSync(JSON.stringify({ messageType, owner: '1', logGroup: 'sns', logEvents })).toString('base64');
}

describe('the log of SMS', () => {
  it('says of each whether it was delivered, and never to whom', () => {
    const log = readSmsLog(dataOf([smsOf('SUCCESS', 'Message has been accepted by phone')]));

    expect(log).toEqual({
      outcomes: [{ messageId: 'm1', eventId: 'e0', status: 'delivered', reason: 'delivered', at: AT }],
      unread: 0,
    });
  });

  it.each([
    ['Blocked as spam by phone carrier', 'blocked-as-spam'],
    ['Destination is on a blocked list', 'number-blocked'],
    ['Invalid phone number', 'invalid-number'],
    ['Message body is invalid', 'other'],
    ['Phone carrier has blocked this message', 'sms-blocked'],
    ['Phone carrier is currently unreachable/unavailable', 'carrier-unreachable'],
    ['Phone has blocked SMS', 'sms-blocked'],
    ['Phone is on a blocked list', 'number-blocked'],
    ['Phone is currently unreachable/unavailable', 'phone-unreachable'],
    ['Phone number is opted out', 'opted-out'],
    ['This delivery would exceed max price', 'max-price'],
    ['No quota left for account', 'spend-limit'],
    ['Rate exceeded.', 'rate-exceeded'],
    ['Sandboxed account unable to send to number.', 'sandbox'],
    ['Unknown error attempting to reach phone', 'unknown'],
    ['+12025550100 is not at home', 'other'],
  ])('tells a failure (%s) by a code: %s', (response, reason) => {
    expect(readSmsLog(dataOf([smsOf('FAILURE', response)])).outcomes).toMatchObject([
      { status: 'failed', reason },
    ]);
  });

  it('counts what is not as documented and goes on', () => {
    const log = readSmsLog(dataOf(['not JSON', '{"status":"SUCCESS"}', smsOf('SUCCESS', '')]));

    expect([log.unread, log.outcomes.length]).toEqual([2, 1]);
  });

  it('has nothing to say when CloudWatch only checks that it is heard', () => {
    expect(readSmsLog(dataOf(['CWL CONTROL MESSAGE'], 'CONTROL_MESSAGE'))).toEqual({
      outcomes: [],
      unread: 0,
    });
  });
});

describe('delivery', () => {
  it('takes in every SMS, and fails at the end when one failed, so that all come again', async () => {
    const told: Told[] = [];
    const seen: SmsOutcome[] = [];
    const handler = createHandler({
      smsReached: async (outcome) => {
        seen.push(outcome);
        if (outcome.eventId === 'e0') throw new Error('throttled');
      },
      telemetry: silentTelemetry(told),
    });
    const data = dataOf([smsOf('SUCCESS', ''), smsOf('FAILURE', ''), 'no JSON']);

    await expect(handler({ awslogs: { data } })).rejects.toThrow('throttled');

    expect(seen.map(({ eventId }) => eventId)).toEqual(['e0', 'e1']);
    expect(told.map(({ event }) => event)).toEqual(['SmsLogUnread', 'sms-outcome-failed']);
  });
});

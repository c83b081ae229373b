import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import type { SmsOutcome } from '../../shared/alerting/sms-outcome.ts';
import { epochMsSchema } from '../../shared/clinical/instant.ts';

/** What CloudWatch Logs hands a function, gzipped and in base64. */
const logsSchema = z.object({
  messageType: z.enum(['DATA_MESSAGE', 'CONTROL_MESSAGE']),
  logEvents: z.array(z.object({ id: z.string(), timestamp: epochMsSchema, message: z.string() })),
});
type LogEvent = z.infer<typeof logsSchema>['logEvents'][number];

/** What SNS logs of one SMS (Amazon SNS Developer Guide, "SMS delivery monitoring"). The number is left in the log. */
const smsSchema = z.object({
  notification: z.object({ messageId: z.string().min(1) }),
  delivery: z.object({ providerResponse: z.string().default('') }),
  status: z.enum(['SUCCESS', 'FAILURE']),
});

/** What carriers say, by a word that is in it. What they say otherwise is `other`: it could hold anything. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/spam/i, 'blocked-as-spam'],
  [/opted out/i, 'opted-out'],
  [/sandbox/i, 'sandbox'],
  [/quota/i, 'spend-limit'],
  [/max price/i, 'max-price'],
  [/invalid phone/i, 'invalid-number'],
  [/rate exceeded/i, 'rate-exceeded'],
  [/blocked list|blacklist/i, 'number-blocked'],
  [/has blocked/i, 'sms-blocked'],
  [/carrier.*unreachable/i, 'carrier-unreachable'],
  [/phone.*unreachable/i, 'phone-unreachable'],
  [/unknown error/i, 'unknown'],
];

export type SmsLog = {
  readonly outcomes: readonly SmsOutcome[];
  /** Log events that are not as documented. */
  readonly unread: number;
};

/** The log events of one invocation → what became of each SMS. */
export function readSmsLog(data: string): SmsLog {
  const { messageType, logEvents } = logsSchema.parse(
    JSON.parse(gunzipSync(Buffer.from(data, 'base64')).toString('utf8')),
  );
  if (messageType === 'CONTROL_MESSAGE') return { outcomes: [], unread: 0 };
  const outcomes = logEvents.flatMap((event) => outcomeOf(event) ?? []);
  return { outcomes, unread: logEvents.length - outcomes.length };
}

function outcomeOf({ id, timestamp, message }: LogEvent): SmsOutcome | undefined {
  const parsed = smsSchema.safeParse(jsonOf(message));
  if (!parsed.success) return undefined;
  const { notification, delivery, status } = parsed.data;
  return {
    messageId: notification.messageId,
    eventId: id,
    status: status === 'SUCCESS' ? 'delivered' : 'failed',
    reason: status === 'SUCCESS' ? 'delivered' : reasonOf(delivery.providerResponse),
    at: timestamp,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(response: string): string {
  return REASONS.find(([words]) => words.test(response))?.[1] ?? 'other';
}

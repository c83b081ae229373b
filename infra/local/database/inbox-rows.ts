import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { epochMsSchema } from '../../../shared/clinical/instant.ts';
import { levelSchema } from '../../../shared/clinical/level.ts';

const deliverySchema = z
  .object({
    seq: z.number(),
    at: epochMsSchema,
    team: z.string(),
    level: levelSchema,
    /** `test`: a page that only tries the way; it is about no alert. */
    kind: z.enum(['alert', 'correction', 'retraction', 'test']),
    protocol: z.enum(['sms', 'email']),
    recipient: z.string(),
    subject: z.string(),
    text: z.string(),
    alert_id: z.string(),
  })
  .transform(({ alert_id, recipient, ...rest }) => {
    const [alertId = '', ...others] = alert_id.split(' ');
    return { ...rest, to: recipient, alertId, ...(others.length > 0 && { others }) };
  });

/** One page as one recipient got it; `seq` rises with every delivery. `others`: the further alerts it stands for. */
export type Delivery = z.infer<typeof deliverySchema>;

const noticeSchema = z
  .object({
    code: z.string(),
    subject: z.string(),
    text: z.string(),
    n: z.number(),
    first_at: epochMsSchema,
    last_at: epochMsSchema,
  })
  .transform(({ n, first_at, last_at, ...rest }) => ({
    ...rest,
    count: n,
    firstAt: first_at,
    lastAt: last_at,
  }));

/** What operations were told, once a (code, subject) with a count. */
export type Notice = z.infer<typeof noticeSchema>;

export type NoticeRequest = {
  readonly code: string;
  readonly subject: string;
  readonly text: string;
  readonly at: number;
};

/** What was delivered to whom, and what operations were told. */
export function createInboxRows(db: DatabaseSync) {
  const insert = db.prepare(
    `INSERT INTO deliveries (at, team, level, kind, protocol, recipient, subject, text, alert_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const since = db.prepare('SELECT * FROM deliveries WHERE seq > ? ORDER BY seq');
  const latest = db.prepare(
    'SELECT * FROM (SELECT * FROM deliveries ORDER BY seq DESC LIMIT ?) ORDER BY seq',
  );
  const upsert = db.prepare(
    `INSERT INTO notices VALUES (:code, :subject, :text, 1, :at, :at)
     ON CONFLICT DO UPDATE SET n = n + 1, text = excluded.text, last_at = excluded.last_at`,
  );
  const allNotices = db.prepare('SELECT * FROM notices ORDER BY last_at, code, subject');

  function deliver(deliveries: readonly Omit<Delivery, 'seq'>[]): void {
    for (const { at, team, level, kind, protocol, to, subject, text, alertId, others = [] } of deliveries) {
      const alertIds = [alertId, ...others].join(' ');
      insert.run(at, team, level, kind, protocol, to, subject, text, alertIds);
    }
  }

  return {
    deliver,
    deliveriesSince: (seq: number): readonly Delivery[] =>
      since.all(seq).map((row) => deliverySchema.parse(row)),
    latestDeliveries: (limit: number): readonly Delivery[] =>
      latest.all(limit).map((row) => deliverySchema.parse(row)),
    tell: (notice: NoticeRequest): void => {
      upsert.run(notice);
    },
    notices: (): readonly Notice[] => allNotices.all().map((row) => noticeSchema.parse(row)),
  };
}

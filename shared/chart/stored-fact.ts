import * as z from 'zod';
import { patientFactSchema } from '../clinical/fact.ts';
import { DAY_MS, type EpochMs, epochMsSchema } from '../clinical/instant.ts';
import type { ChartedFact } from '../clinical/verdict.ts';
import type { FactReceipt } from './fact-receipt.ts';
import type { Item } from './table.ts';

export const storedFactSchema = z.object({
  pk: z.string(),
  sk: z.string(),
  receivedAt: patientFactSchema.shape.receivedAt,
  origin: patientFactSchema.shape.origin,
  /** When its message was last read so: of several readings of one message the newest counts. */
  readAt: epochMsSchema,
  /** Seconds since the epoch, as DynamoDB's time to live wants it; absent = never. */
  expiresAt: z.int().exactOptional(),
  fact: patientFactSchema.omit({ receivedAt: true, origin: true }),
});

/** A fact as the judge sees it, when it was last read so, and when it goes. */
export type StoredFact = {
  readonly fact: ChartedFact;
  readonly readAt: EpochMs;
  readonly expiresAt: number | undefined;
};

/** How long facts are kept. Diagnoses and registrations do not expire. */
export const retentionSchema = z.strictObject({
  unregisteredDays: z
    .int()
    .nonnegative()
    .default(90)
    .describe('results of patients without known cancer, for a late diagnosis; 0 = not kept'),
  registeredDays: z.int().positive().default(400).describe('results of patients with known cancer'),
});
export type Retention = z.infer<typeof retentionSchema>;

/** However old its receipt: long enough to be judged, after which a registered patient's fact is kept longer. */
const LEAST_DAYS = 1;

/** Seconds since the epoch at which a fact is put to expire; undefined = never. */
export function expiryOf(
  fact: Pick<ChartedFact, 'receivedAt' | 'diagnoses' | 'registration'>,
  retention: Retention,
  now: EpochMs,
): number | undefined {
  if (fact.registration !== undefined || fact.diagnoses.length > 0) return undefined;
  const kept = fact.receivedAt + retention.unregisteredDays * DAY_MS;
  return seconds(Math.max(kept, now + LEAST_DAYS * DAY_MS));
}

/** Until when a registered patient's fact is kept: never less than it was. */
export function registeredExpiry(
  { fact, expiresAt }: Pick<StoredFact, 'fact' | 'expiresAt'>,
  retention: Retention,
): number | undefined {
  if (expiresAt === undefined) return undefined;
  return Math.max(expiresAt, seconds(fact.receivedAt + retention.registeredDays * DAY_MS));
}

export function isExpired(expiresAt: number | undefined, now: EpochMs): boolean {
  return expiresAt !== undefined && expiresAt * 1000 <= now;
}

function seconds(at: number): number {
  return Math.ceil(at / 1000);
}

/** The item of a fact. */
export function factItem({ fact, readAt, expiresAt }: StoredFact): Item & FactReceipt {
  const { where, factKey, receivedAt, origin, ...rest } = fact;
  const expiry = expiresAt === undefined ? {} : { expiresAt };
  return { pk: where, sk: factKey, receivedAt, origin, readAt, ...expiry, fact: rest };
}

/** The fact of an item. */
export function factOf(item: z.infer<typeof storedFactSchema>): StoredFact {
  const { pk, sk, receivedAt, origin, readAt, expiresAt, fact } = item;
  return { fact: { ...fact, receivedAt, origin, where: pk, factKey: sk }, readAt, expiresAt };
}

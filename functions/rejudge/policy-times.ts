import { createHash } from 'node:crypto';
import * as z from 'zod';
import { canonicalJson } from '../../shared/chart/canonical-json.ts';
import type { Policies } from '../../shared/chart/policies.ts';
import { parseItem } from '../../shared/chart/stored-item.ts';
import type { Table } from '../../shared/chart/table.ts';
import { type EpochMs, epochMs, epochMsSchema } from '../../shared/clinical/instant.ts';
import type { Policy } from '../../shared/clinical/policy.ts';

const KEY = { pk: 'REJUDGE#policies', sk: 'SINCE' } as const;

const itemSchema = z.object({ since: z.record(z.string(), epochMsSchema) });

/**
 * Remembers in the table since when patients are judged by each of these policies, and so chosen: what is met for the
 * first time holds from now on, what is gone is forgotten. The policies of a table that remembers none have always held.
 */
export async function notePolicies(
  table: Pick<Table, 'get' | 'put'>,
  { all, choice }: Policies,
  now: EpochMs,
): Promise<(policy: Policy) => EpochMs> {
  const before = await known(table);
  const firstMet = before === undefined ? epochMs(0) : now;
  const chosenBy = `choice ${hash(choice)}`;
  const names = new Set([chosenBy, ...all.map(fingerprint)]);
  const since = new Map(Array.from(names, (name) => [name, before?.get(name) ?? firstMet]));
  const isKnown = before?.size === since.size && [...since.keys()].every((name) => before.has(name));
  if (!isKnown) await table.put({ ...KEY, since: Object.fromEntries(since) });
  const sinceName = (name: string) => since.get(name) ?? now;
  const chosenSince = sinceName(chosenBy);
  return (policy) => epochMs(Math.max(chosenSince, sinceName(fingerprint(policy))));
}

async function known({ get }: Pick<Table, 'get'>): Promise<ReadonlyMap<string, EpochMs> | undefined> {
  const item = await get(KEY.pk, KEY.sk);
  return item && new Map(Object.entries(parseItem(itemSchema, item, 'policies').since));
}

const fingerprints = new WeakMap<Policy, string>();

/** Of all that a policy says, for a version may have been forgotten to raise. */
function fingerprint(policy: Policy): string {
  const known = fingerprints.get(policy);
  if (known !== undefined) return known;
  const made = hash(canonicalJson(policy));
  fingerprints.set(policy, made);
  return made;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeReceipts, sameReceipt } from '../../../shared/chart/fact-receipt.ts';
import {
  expiryOf,
  factItem,
  factOf,
  isExpired,
  registeredExpiry,
  retentionSchema,
  storedFactSchema,
} from '../../../shared/chart/stored-fact.ts';
import { itemSchema, pageSchema, parseItem } from '../../../shared/chart/stored-item.ts';
import type { Diagnosis, Registration } from '../../../shared/clinical/fact.ts';
import { DAY_MS, epochMs, plusMs } from '../../../shared/clinical/instant.ts';
import { StoredItemError } from '../../../shared/runtime/errors.ts';
import { describedIn } from '../clinical/described.ts';
import { chartedFact, NOW } from './charts.ts';

const retention = retentionSchema.parse({});
const days = (count: number) => (NOW + count * DAY_MS) / 1000;

const diagnosis: Diagnosis = {
  ...{ key: 'd', system: 'icd-10', code: 'C50.9', type: 'F', removed: false },
  sentAt: NOW,
};
const registration: Registration = { source: 'registry', icd10: 'C50', status: 'active', loadedAt: NOW };

describe('how long a fact is kept', () => {
  it('is 90 days from receipt, for a late diagnosis', () => {
    expect(expiryOf(chartedFact('P', 'F'), retention, NOW)).toBe(days(90));
  });

  it('is for ever where a diagnosis or registration is in it', () => {
    expect(expiryOf(chartedFact('P', 'F', { diagnoses: [diagnosis] }), retention, NOW)).toBeUndefined();
    expect(expiryOf(chartedFact('P', 'F', { registration }), retention, NOW)).toBeUndefined();
  });

  it('is a day at least, so that even what is not to be kept can be judged', () => {
    const old = chartedFact('P', 'F', { receivedAt: plusMs(NOW, -100 * DAY_MS) });
    expect(expiryOf(old, retention, NOW)).toBe(days(1));
    expect(expiryOf(chartedFact('P', 'F'), { ...retention, unregisteredDays: 0 }, NOW)).toBe(days(1));
  });

  it('is 400 days from receipt for a registered patient, and never less than it was', () => {
    const fact = chartedFact('P', 'F');
    expect(registeredExpiry({ fact, expiresAt: days(90) }, retention)).toBe(days(400));
    expect(registeredExpiry({ fact, expiresAt: days(500) }, retention)).toBe(days(500));
    expect(registeredExpiry({ fact, expiresAt: undefined }, retention)).toBeUndefined();
  });

  it('ends at its very second', () => {
    expect(isExpired(days(1), plusMs(NOW, DAY_MS - 1))).toBe(false);
    expect(isExpired(days(1), plusMs(NOW, DAY_MS))).toBe(true);
    expect(isExpired(undefined, plusMs(NOW, 1e12))).toBe(false);
  });
});

it('a configuration is told what each span of keeping is', () => {
  const { settings } = describedIn(retentionSchema);
  expect([...settings.keys()]).toEqual(['unregisteredDays', 'registeredDays']);
  expect([...settings.values()]).not.toContain('');
});

describe('the item of a fact', () => {
  it.each([undefined, 1_800_000_000])('gives back the fact (expiry %s)', (expiresAt) => {
    const fact = chartedFact('P#1', 'FACT#a#b', { birthDate: '1950-01-01', diagnoses: [diagnosis] });
    const item = factItem({ fact, readAt: NOW, expiresAt });
    expect('expiresAt' in item).toBe(expiresAt !== undefined);
    expect(factOf(storedFactSchema.parse(item))).toEqual({ fact, readAt: NOW, expiresAt });
  });

  it('that its schema does not know is refused without a word of what it holds', () => {
    const item = {
      ...factItem({ fact: chartedFact('P#1', 'FACT#a#b'), readAt: NOW, expiresAt: 1 }),
      receivedAt: 'ZZPHI',
    };
    expect(() => parseItem(storedFactSchema, item, 'fact')).toThrow(
      expect.objectContaining({
        code: 'STORED_ITEM_INVALID',
        errorClass: 'transient',
        message: 'stored fact is not as its schema says: receivedAt (invalid_type)',
      }),
    );
  });
});

describe('what the table answers', () => {
  it.each([
    ['pk (invalid_type)', { sk: 'a' }],
    ['sk (invalid_type)', { pk: 'a', sk: 1 }],
    ['pk (invalid_type), sk (invalid_type)', {}],
  ])('is refused for each thing that it lacks: %s', (faults, item) => {
    expect(() => parseItem(itemSchema, item, 'item')).toThrow(
      new StoredItemError(`stored item is not as its schema says: ${faults}`),
    );
  });

  it('is refused as a page without items', () => {
    expect(() => parseItem(pageSchema, {}, 'page')).toThrow('schema says: Items (invalid_type)');
  });

  it('keeps what else an item has', () => {
    const items = { Items: [{ pk: 'a', sk: 'b', more: 1 }] };
    expect(parseItem(pageSchema, items, 'page')).toEqual(items);
  });
});

describe('two receipts of one fact', () => {
  const receipt = fc.record(
    {
      receivedAt: fc.nat(9),
      readAt: fc.nat(9),
      origin: fc.constantFrom('live', 'import'),
      expiresAt: fc.option(fc.nat(9), { nil: undefined }),
    },
    { requiredKeys: ['receivedAt', 'origin', 'readAt'] },
  );

  it('come to the same in either order, and however often', () => {
    fc.assert(
      fc.property(receipt, receipt, (a, b) => {
        const merged = mergeReceipts(a, b);
        expect(sameReceipt(merged, mergeReceipts(b, a))).toBe(true);
        expect(sameReceipt(merged, mergeReceipts(merged, a))).toBe(true);
        expect(merged.receivedAt).toBe(Math.min(a.receivedAt, b.receivedAt));
      }),
    );
  });

  it('keep the earlier time, the live origin, the later reading and the later expiry; never is the latest', () => {
    const early = { receivedAt: 1, origin: 'import', readAt: 8, expiresAt: 5 };
    const late = { receivedAt: 2, origin: 'live', readAt: 9, expiresAt: 7 };
    const { expiresAt: _, ...kept } = late;
    expect(mergeReceipts(early, late)).toEqual({ receivedAt: 1, origin: 'live', readAt: 9, expiresAt: 7 });
    expect(mergeReceipts(early, kept)).toEqual({ receivedAt: 1, origin: 'live', readAt: 9 });
  });

  it('differ by any of the four', () => {
    const one = { receivedAt: 1, origin: 'live', readAt: 3, expiresAt: 5 };
    const { expiresAt: _, ...kept } = one;
    const others = [{ ...one, receivedAt: 2 }, { ...one, origin: 'import' }, { ...one, readAt: 4 }, kept];
    expect(others.map((other) => sameReceipt(one, other))).toEqual([false, false, false, false]);
    expect(sameReceipt(one, { ...one })).toBe(true);
  });
});

it('an instant is a whole number of milliseconds', () => {
  expect(storedFactSchema.shape.receivedAt.safeParse(epochMs(1.5)).success).toBe(false);
});

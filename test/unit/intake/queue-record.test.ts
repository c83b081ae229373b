import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { fromQueueRecord, toClaimRecord, toQueueRecord } from '../../../shared/intake/queue-record.ts';
import { UnprocessableMessageError } from '../../../shared/runtime/errors.ts';

const noClaims = { collect: () => Promise.reject(new Error('no claim expected')) };
const message = { bytes: Buffer.from('MSH|'), feed: 'lab', receivedAt: epochMs(5), origin: 'live' as const };

describe('queue record', () => {
  it('brings back any message as it was sent', async () => {
    const messages = fc.record(
      {
        bytes: fc.uint8Array(),
        feed: fc.string({ minLength: 1 }),
        receivedAt: fc.nat().map(epochMs),
        origin: fc.constantFrom('live' as const, 'import' as const),
        charset: fc.string({ minLength: 1 }),
      },
      { requiredKeys: ['bytes', 'feed', 'receivedAt', 'origin'] },
    );
    await fc.assert(
      fc.asyncProperty(messages, async (sent) => {
        const back = await fromQueueRecord(toQueueRecord(sent), noClaims);
        expect({ ...back, bytes: [...back.bytes] }).toEqual({ ...sent, bytes: [...sent.bytes] });
      }),
    );
  });

  it('collects the bytes of a claim', async () => {
    const record = toClaimRecord(message, 'claim/1');
    const back = await fromQueueRecord(record, {
      collect: async (claim) => Buffer.from(`bytes of ${claim}`),
    });
    expect(Buffer.from(back.bytes).toString()).toBe('bytes of claim/1');
    expect(record.body).toBe('claim');
  });

  it.each([
    ['no attributes', {}],
    ['no origin', { feed: 'lab', receivedAt: '5' }],
    ['a receipt that is no instant', { feed: 'lab', receivedAt: 'now', origin: 'live' }],
    ['a receipt with words behind it', { feed: 'lab', receivedAt: '5 ms', origin: 'live' }],
    ['a receipt with words before it', { feed: 'lab', receivedAt: 'at 5', origin: 'live' }],
    ['a receipt of sixteen digits', { feed: 'lab', receivedAt: '1'.repeat(16), origin: 'live' }],
    ['an empty feed', { feed: '', receivedAt: '5', origin: 'live' }],
  ])('refuses for good a record with %s', async (_, attributes) => {
    const reading = fromQueueRecord({ body: 'TVNI', attributes }, noClaims);
    await expect(reading).rejects.toThrow(UnprocessableMessageError);
    await expect(reading).rejects.toThrow('a record of the queue lacks feed, receipt or origin');
  });

  it('says nothing of a character set that the transport did not name', async () => {
    const record = toQueueRecord(message);

    expect(Object.keys(record.attributes)).toEqual(['feed', 'receivedAt', 'origin']);
    expect(await fromQueueRecord(record, noClaims)).not.toHaveProperty('charset');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFeedDirectory, isUnknownFeed } from '../../../shared/intake/feed-directory.ts';
import { feedSchema } from '../../../shared/runtime/config.ts';

const feeds = [
  feedSchema.parse({ id: 'any-of-east', sendingFacility: 'EAST' }),
  feedSchema.parse({
    id: 'east-lis',
    sendingApplication: 'LIS',
    sendingFacility: 'EAST',
    timeZone: 'Europe/London',
  }),
  feedSchema.parse({ id: 'lis-anywhere', sendingApplication: 'LIS' }),
];
const accepting = createFeedDirectory({ feeds, unknownSenders: 'accept' });
const refusing = createFeedDirectory({ feeds, unknownSenders: 'refuse' });

const from = (sendingApplication: string, sendingFacility: string) => ({
  sendingApplication,
  sendingFacility,
});

describe('feeds', () => {
  it.each([
    ['LIS', 'EAST', 'east-lis'],
    ['POC', 'EAST', 'any-of-east'],
    ['LIS', 'WEST', 'lis-anywhere'],
    [' LIS ', 'EAST', 'east-lis'],
  ])('takes %s at %s as the closest configured feed %s', (application, facility, id) => {
    expect(accepting.ofSender(from(application, facility))?.id).toBe(id);
  });

  it('takes the closest feed whatever the order in which they are configured', () => {
    for (const order of [feeds, feeds.toReversed()]) {
      const { ofSender } = createFeedDirectory({ feeds: order, unknownSenders: 'refuse' });
      expect(ofSender(from('LIS', 'EAST'))?.id).toBe('east-lis');
    }
  });

  it('takes an unknown sender for one with and without blanks around its names', () => {
    const { id } = accepting.ofSender(from('ZZ', 'NOWHERE')) ?? {};

    expect(accepting.ofSender(from(' ZZ', 'NOWHERE '))?.id).toBe(id);
  });

  it('gives an unknown sender a feed of its own with the strict defaults', () => {
    const feed = accepting.ofSender(from('ZZ', 'NOWHERE'));
    expect(feed).toEqual({ ...feedSchema.parse({ id: 'x' }), id: feed?.id });
    expect(feed && isUnknownFeed(feed.id)).toBe(true);
    expect(accepting.ofSender(from('ZZ', 'NOWHERE'))?.id).toBe(feed?.id);
    expect(accepting.ofSender(from('ZZ', 'ELSEWHERE'))?.id).not.toBe(feed?.id);
  });

  it('refuses an unknown sender where the configuration says so', () => {
    expect(refusing.ofSender(from('ZZ', 'NOWHERE'))).toBeUndefined();
    expect(refusing.ofSender(from('LIS', 'EAST'))?.id).toBe('east-lis');
  });

  it('names no sender in the id of its feed', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (application, facility) => {
        const { id } = accepting.ofSender(from(`Z${application}`, `Z${facility}`)) ?? { id: '' };
        expect(id).toMatch(/^unknown-[0-9a-f]{12}$/);
      }),
    );
  });

  it.each([
    ['east-lis', 'Europe/London'],
    ['unknown-0123456789ab', 'UTC'],
    ['__proto__', 'UTC'],
  ])('finds feed %s again by its id', (id, timeZone) => {
    expect(accepting.byId(id)).toMatchObject({ id, timeZone });
    expect(isUnknownFeed(id)).toBe(id.startsWith('unknown-'));
  });
});

import { describe, expect, it } from 'vitest';
import { commitBlock } from '../../../shared/intake/commit-block.ts';
import { createFeedDirectory } from '../../../shared/intake/feed-directory.ts';
import { feedSchema } from '../../../shared/runtime/config.ts';

const message = (facility: string) => `MSH|^~\\&|LIS|${facility}|CA|HOSP|20260102||ORU^R01|1|P|2.5.1\r`;
const east = { id: 'east', sendingFacility: 'EAST', commitBlocks: true };
const north = { id: 'north', sendingFacility: 'NORTH', allowedClientCertificates: ['lis'] };
const anybody = { id: 'anybody', commitBlocks: true };

describe('the commit block of a frame', () => {
  it.each([
    ['says that a message of a feed that asks for it is kept', [east], message('EAST'), true],
    ['is not for a feed that does not ask for it', [east, north], message('NORTH'), undefined],
    ['is not for an unknown sender', [east], message('SOUTH'), undefined],
    ['is not for bytes of nobody', [east], 'no hl7', undefined],
    ['says that unreadable bytes are kept where every sender has it', [anybody], 'no hl7', true],
    ['says that an empty frame is not kept', [anybody], '', false],
    [
      'says so where one of several messages is not kept',
      [east, north],
      message('EAST') + message('NORTH'),
      false,
    ],
    ['looks into a batch', [east], `BHS|^~\\&\r${message('EAST')}BTS|1\r`, true],
  ])('%s', (_, feeds, bytes, said) => {
    const directory = createFeedDirectory({
      feeds: feeds.map((feed) => feedSchema.parse(feed)),
      unknownSenders: 'accept',
    });

    expect(commitBlock({ bytes: Buffer.from(bytes) }, directory)).toBe(said);
  });
});

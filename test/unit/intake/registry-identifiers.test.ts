import { describe, expect, it } from 'vitest';
import { registryIdentifiers } from '../../../shared/intake/registry-identifiers.ts';
import { feedSchema } from '../../../shared/runtime/config.ts';
import { read } from '../hl7/samples.ts';

const feed = (settings: object) => feedSchema.parse({ id: 'lab', ...settings });
const strips = (settings: object) => feed({ stripLeadingZeros: true, ...settings });
const prefers = (authority: string) => ({ preferredIdentifiers: [{ authority, type: 'MR' }] });

function idsOf(assigning_authority: string, patient_id: string, feeds: ReturnType<typeof feed>[]): string[] {
  return registryIdentifiers({ assigning_authority, patient_id }, feeds).map(
    ({ authority, id }) => `${authority}/${id}`,
  );
}

describe('identifiers of a registry row', () => {
  it.each<[string, ReturnType<typeof feed>[], string[]]>([
    ['no feed is configured: as written', [], ['EAST/000123']],
    ['the feed of the authority strips zeros', [strips({ defaultAuthority: 'EAST' })], ['EAST/123']],
    ['a feed that prefers the authority strips zeros', [strips(prefers(' EAST '))], ['EAST/123']],
    ['the feed of the authority keeps zeros', [feed(prefers('EAST'))], ['EAST/000123']],
    [
      'only a feed of another authority strips zeros',
      [feed({ defaultAuthority: 'EAST' }), strips({ defaultAuthority: 'WEST' })],
      ['EAST/000123'],
    ],
    ['a feed that names no authority strips zeros', [strips({})], ['EAST/123']],
    [
      'feeds of the authority differ: both',
      [feed({ defaultAuthority: 'EAST' }), strips(prefers('EAST'))],
      ['EAST/000123', 'EAST/123'],
    ],
    [
      'only a feed that prefers another authority strips zeros',
      [feed({ defaultAuthority: 'EAST' }), strips(prefers('WEST'))],
      ['EAST/000123'],
    ],
    [
      'one of the feeds of the authority writes blanks around it: both',
      [feed({ defaultAuthority: 'EAST' }), strips(prefers(' EAST '))],
      ['EAST/000123', 'EAST/123'],
    ],
    [
      'a feed that names no authority strips zeros beside one of the authority: both',
      [feed({ defaultAuthority: 'EAST' }), strips({})],
      ['EAST/000123', 'EAST/123'],
    ],
    [
      'a feed that prefers a type of any authority strips zeros: both',
      [feed({ defaultAuthority: 'EAST' }), strips({ preferredIdentifiers: [{ type: 'MR' }] })],
      ['EAST/000123', 'EAST/123'],
    ],
    [
      'no feed names the authority: as any feed would write it',
      [strips({ defaultAuthority: 'WEST' })],
      ['EAST/123'],
    ],
  ])('are normalised where %s', (_, feeds, expected) => {
    expect(idsOf('EAST', '000123', feeds)).toEqual(expected);
  });

  it.each([
    ['000123', '123', strips({ defaultAuthority: 'EAST' })],
    ['123', '000123', strips({ defaultAuthority: 'EAST' })],
    ['000', '0000', strips({ defaultAuthority: 'EAST', placeholderIds: [] })],
    ['000123', '000123', feed({ defaultAuthority: 'EAST' })],
  ])('of %s are those that the feed reads of a message with %s', (registered, sent, rules) => {
    const [group] = read(`MSH|^~\\&|L\rPID|1||${sent}^^^EAST\r`, { feed: rules }).patients;
    expect(idsOf('EAST', registered, [rules])).toEqual([
      `${group?.identifier?.authority}/${group?.identifier?.id}`,
    ]);
  });
});

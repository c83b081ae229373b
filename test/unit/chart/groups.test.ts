import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Link } from '../../../shared/chart/chart.ts';
import { groupsOf } from '../../../shared/chart/groups.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';

/** `A<B` = A absorbs B, `A|B` = they are told apart; sent in this order, one a second. */
function links(text: string): readonly Link[] {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map((word, index) => {
      const [survivor = '', sign = '', absorbed = ''] = word;
      return { action: sign === '<' ? 'merge' : 'unlink', survivor, absorbed, sentAt: epochMs(1000 * index) };
    });
}

/** Each group once, its members in order, the survivor after a colon. */
function shown(messages: readonly Link[]): string {
  const groups = [...new Set(groupsOf(messages).values())];
  return groups
    .map(({ members, survivor }) => `${[...members].sort().join('')}:${survivor}`)
    .sort()
    .join(' ');
}

describe('who belongs together', () => {
  it.each([
    ['', ''],
    ['A<B', 'AB:A'],
    ['A<B A<B', 'AB:A'],
    ['A<B B<A', 'AB:B'],
    ['A<B A|B', ''],
    ['A<B B|A', ''],
    ['A|B A<B', 'AB:A'],
    ['A<B A|B A<B', 'AB:A'],
    ['A<B C<D', 'AB:A CD:C'],
    ['A<B M<A', 'ABM:M'],
    ['M<A A<B', 'ABM:M'],
    ['A<B B<C C<A', 'ABC:A'],
    ['A|B', ''],
  ])('after %s: %s', (text, expected) => {
    expect(shown(links(text))).toBe(expected);
  });

  it.each([
    ['the current survivor is told apart from one absorbed long ago', 'A<B M<A M|B', 'AM:M'],
    ['the same, the other way round', 'A<B M<A B|M', 'AM:M'],
    ['two absorbed by the same one are told apart', 'A<B A<C B|C', 'AB:A'],
    ['whoever hangs on the leaving one alone leaves with it', 'B<D A<B A|B', 'BD:B'],
    ['a second way to the other goes too', 'A<B C<B A<C A|B', 'AC:A'],
  ])('%s: %s', (_, text, expected) => {
    expect(shown(links(text))).toBe(expected);
  });

  it('of two messages of one instant the unlink counts last', () => {
    const together = links('A<B A|B').map((link) => ({ ...link, sentAt: epochMs(5) }));
    expect([shown(together), shown(together.toReversed())]).toEqual(['', '']);
  });

  it('does not depend on the order of arrival', () => {
    const patient = fc.constantFrom('A', 'B', 'C', 'D');
    const word = fc
      .tuple(patient, fc.constantFrom('<', '<', '|'), patient)
      .filter(([a, , b]) => a !== b)
      .map((parts) => parts.join(''));
    const scenario = fc.array(word, { maxLength: 8 }).chain((words) => {
      const sent = links(words.join(' '));
      return fc.tuple(fc.constant(sent), fc.shuffledSubarray([...sent], { minLength: sent.length }));
    });
    fc.assert(
      fc.property(scenario, ([sent, arrived]) => {
        expect(shown(arrived)).toBe(shown(sent));
      }),
    );
  });

  it('knows since when each two are one', () => {
    const { joinedAt } = groupsOf(links('A<B C<D A<C')).get('A') ?? {};

    expect(joinedAt?.get('A')).toEqual(new Map(Object.entries({ B: 0, C: 2000, D: 2000 })));
    expect(joinedAt?.get('B')).toEqual(new Map(Object.entries({ A: 0, C: 2000, D: 2000 })));
    expect(joinedAt?.get('C')).toEqual(new Map(Object.entries({ D: 1000, A: 2000, B: 2000 })));
    expect(joinedAt?.get('D')).toEqual(new Map(Object.entries({ C: 1000, A: 2000, B: 2000 })));
  });

  it('two that were one before another absorbed them stay one since then', () => {
    const { joinedAt } = groupsOf(links('A<B M<A')).get('M') ?? {};

    expect(joinedAt?.get('B')).toEqual(new Map(Object.entries({ A: 0, M: 1000 })));
  });

  it.each([
    ['merged again', 'A<B A<B', 'A', [['B', 0]]],
    ['merged the other way round', 'A<B B<A', 'B', [['A', 0]]],
    ['merged twice and then the other way round', 'A<B A<B B<A', 'B', [['A', 0]]],
    ['merged again after they were told apart', 'A<B A|B A<B', 'A', [['B', 2000]]],
    [
      'merged the other way round after others came',
      'A<B C<D A<C B<A',
      'B',
      [
        ['A', 0],
        ['C', 2000],
        ['D', 2000],
      ],
    ],
  ])('knows since when patients are one that are %s (%s)', (_, text, survivor, expected) => {
    const group = groupsOf(links(text)).get(survivor);
    expect([...(group?.joinedAt.get(survivor) ?? [])].sort()).toEqual(expected);
  });
});

import type { Expected, Story } from '../day/story.ts';
import type { DayAccount, RaisedEntry } from './account.ts';

/** A story that ended otherwise than it should. */
export type Difference = {
  readonly story: string;
  readonly expected: readonly Expected[];
  readonly raised: readonly Expected[];
};

function said({ kind, level }: RaisedEntry): Expected {
  return kind === 'alert' ? level : kind;
}

/** Stories whose alerts and notices are not those expected; an alert outside every story is one as well. */
export function differences(account: DayAccount, stories: readonly Story[]): readonly Difference[] {
  const byStory = Map.groupBy(account.raised, ({ story }) => story ?? 'ordinary traffic');
  const told = [...stories, { id: 'ordinary traffic', expected: [] }];
  return told
    .map(({ id, expected }) => ({ story: id, expected, raised: (byStory.get(id) ?? []).map(said) }))
    .filter(({ expected, raised }) => expected.join() !== raised.join());
}

import { type Separators, STANDARD_SEPARATORS } from './separators.ts';

/**
 * An exchange of characters that makes a message of any separators one of standard separators, and each text of it the
 * text that was sent again. It is a permutation, so nothing is lost and nothing can be mistaken.
 */
export type SeparatorExchange = {
  readonly toStandard: (text: string) => string;
  readonly asSent: (text: string) => string;
};

type Pair = readonly [sent: string, standIn: string];

const ROLES = ['field', 'component', 'repetition', 'escape', 'subcomponent'] as const;
const AS_IS: SeparatorExchange = { toStandard: (text) => text, asSent: (text) => text };

/** A line feed is text once lines are cut, but the parser would take it for a line end: VT stands in for it. */
const LINE_FEED_PAIRS: readonly Pair[] = [
  ['\n', '\u000b'],
  ['\u000b', '\n'],
];

export function separatorExchange(separators: Separators, holdsLineFeeds: boolean): SeparatorExchange {
  if (separators === STANDARD_SEPARATORS && !holdsLineFeeds) return AS_IS;
  const pairs = [...separatorPairs(separators), ...LINE_FEED_PAIRS];
  return {
    toStandard: exchanger(pairs),
    asSent: exchanger(pairs.map(([sent, standIn]) => [standIn, sent])),
  };
}

/** Each separator with the standard's; where one of the standard's is mere text, a separator it set free stands in. */
function separatorPairs(separators: Separators): readonly Pair[] {
  const sent = ROLES.map((role) => separators[role]);
  const standard = ROLES.map((role) => STANDARD_SEPARATORS[role]);
  const free = sent.filter((one) => !standard.includes(one)).join('');
  const text = standard.filter((one) => !sent.includes(one));
  return [
    ...ROLES.map((role): Pair => [separators[role], STANDARD_SEPARATORS[role]]),
    ...text.map((one, index): Pair => [one, free.charAt(index)]),
  ];
}

function exchanger(pairs: readonly Pair[]): (text: string) => string {
  const standIns = new Map(pairs);
  const codes = pairs.map(([one]) => `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`);
  const any = new RegExp(`[${codes.join('')}]`, 'g');
  return (text) => text.replace(any, (one) => standIns.get(one) as string);
}

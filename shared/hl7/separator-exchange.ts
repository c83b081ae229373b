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

/** Control characters that may stand in for a line feed: seldom sent, and all but never all of them. */
const LINE_FEED_STAND_INS = ['\u000b', '\u0001', '\u0002', '\u0003', '\u0004', '\u0005', '\u0006', '\u0007'];

/** For the lines of one message, which are told apart already: a line feed in them is text. */
export function separatorExchange(separators: Separators, lines: readonly string[]): SeparatorExchange {
  const holdsLineFeeds = lines.some((line) => line.includes('\n'));
  if (separators === STANDARD_SEPARATORS && !holdsLineFeeds) return AS_IS;
  const pairs = [...separatorPairs(separators), ...(holdsLineFeeds ? lineFeedPairs(lines) : [])];
  return {
    toStandard: exchanger(pairs),
    asSent: exchanger(pairs.map(([sent, standIn]) => [standIn, sent])),
  };
}

/**
 * The parser would take a line feed for a line end: a character that is nowhere in the message stands in for it. Where
 * every one is, the parity check refuses the message.
 */
function lineFeedPairs(lines: readonly string[]): readonly Pair[] {
  const standIn = LINE_FEED_STAND_INS.find((one) => !lines.some((line) => line.includes(one))) ?? '\u000b';
  return [
    ['\n', standIn],
    [standIn, '\n'],
  ];
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

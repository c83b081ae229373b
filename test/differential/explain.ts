import type { Reader, Reading, ReadObx } from './readings.ts';

/** Why two readers differ over a message; each is a row of the table in docs/hl7.md. */
export const DIFFERENCES = [
  'escapes',
  'subcomponents',
  'line-feed-in-text',
  'mixed-line-ends',
  'encoding-characters-left-out',
  'line-that-is-no-segment',
  'separators-unusable',
  'peer-refuses',
] as const;
export type Difference = (typeof DIFFERENCES)[number] | 'unexplained';

/** Every difference between our reading of the bytes and a peer's, explained by what is in the bytes. */
export function differencesOf(
  bytes: Uint8Array,
  readOurs: Reader,
  readByPeer: Reader,
): readonly Difference[] {
  const ours = readOurs(bytes);
  const theirs = readByPeer(bytes);
  if ('refused' in ours) return 'refused' in theirs ? [] : [whyRefused(ours.refused)];
  if ('refused' in theirs) return ['peer-refuses'];
  const found = [
    ...(ours.controlId === theirs.controlId && ours.patientId === theirs.patientId ? [] : [ofMessage(bytes)]),
    ...ofObservations(ours, theirs, bytes),
  ];
  return [...new Set(found)];
}

function whyRefused(reason: string): Difference {
  if (reason === 'segment-malformed') return 'line-that-is-no-segment';
  return reason === 'separators-unusable' ? reason : 'unexplained';
}

/** What of the message as a whole makes others read it differently. */
function ofMessage(bytes: Uint8Array): Difference {
  const text = Buffer.from(bytes).toString('latin1');
  if (/^MSH.[^|]{1,3}\|/.test(text)) return 'encoding-characters-left-out';
  if (/[^\r]\n(?![A-Z][A-Z0-9]{2}\|)./s.test(text)) return 'line-feed-in-text';
  const ends = new Set(text.match(/\r\n|\r|\n/g));
  return ends.size > 1 ? 'mixed-line-ends' : 'unexplained';
}

function ofObservations(ours: Reading, theirs: Reading, bytes: Uint8Array): Difference[] {
  if (ours.observations.length !== theirs.observations.length) return [ofMessage(bytes)];
  const lines = Buffer.from(bytes)
    .toString('latin1')
    .split(/[\r\n]+(?=[A-Z][A-Z0-9]{2}\|)/);
  const sent = lines.filter((line) => line.startsWith('OBX|'));
  return ours.observations.flatMap((one, index) =>
    ofTexts(one, theirs.observations[index] as ReadObx, sent[index] ?? ''),
  );
}

function ofTexts(ours: ReadObx, theirs: ReadObx, sent: string): Difference[] {
  return (['code', 'name', 'value', 'unit'] as const)
    .filter((part) => ours[part] !== theirs[part])
    .map((part) => {
      if (ours[part].startsWith(`${theirs[part]}&`)) return 'subcomponents';
      return /\\[^\\]+\\/.test(sent) ? 'escapes' : 'unexplained';
    });
}

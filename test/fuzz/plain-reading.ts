/**
 * What a message holds, read the plain way: split by its separators, nothing else. Slow, short, and written apart from
 * the reader, so that the two can be held against each other.
 */
export type PlainReading = {
  readonly observations: readonly PlainObservation[];
  readonly diagnoses: readonly (readonly string[][])[];
  readonly identifiers: ReadonlySet<string>;
  readonly hasSpecimen: boolean;
};

export type PlainObservation = {
  readonly codes: readonly string[][];
  readonly values: readonly string[][];
  readonly units: readonly string[][];
  readonly referenceRange: string;
  readonly status: string;
};

export type PlainSeparators = {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escape: string;
  readonly subcomponent: string;
};

export function readPlainly(message: string, separators: PlainSeparators): PlainReading {
  const { field: f } = separators;
  const ends = new RegExp(`\\r\\n|\\r|\\n(?=[A-Z][A-Z0-9]{2}${literal(f)})`);
  const lines = message.split(ends).map((line) => line.replace(/\n+$/, '').split(f));
  const of = (...ids: string[]) => lines.filter(([id = '']) => ids.includes(id));
  return {
    observations: of('OBX').map((fields) => observationOf(fields, separators)),
    diagnoses: of('DG1', 'PRB').map((fields) => triplets(fields[3], separators)),
    identifiers: new Set(
      of('PID', 'MRG').flatMap((fields) =>
        components(fields[fields[0] === 'PID' ? 3 : 1], separators).map(([id = '']) => id.trim()),
      ),
    ),
    hasSpecimen: of('SPM').length > 0,
  };
}

function observationOf(fields: readonly string[], separators: PlainSeparators): PlainObservation {
  const [[status = ''] = []] = components(fields[11], separators);
  return {
    codes: triplets(fields[3], separators),
    values: components(fields[5], separators),
    units: triplets(fields[6], separators),
    referenceRange: bare(wholeText(fields[7] ?? '', separators)),
    status: bare(status),
  };
}

/** Repetitions of components, each with its escapes decoded. */
function components(field: string | undefined, separators: PlainSeparators): string[][] {
  const { component: c, repetition: r } = separators;
  if (field === undefined || field === '') return [];
  return field.split(r).map((one) => one.split(c).map((text) => wholeText(text, separators)));
}

function triplets(field: string | undefined, separators: PlainSeparators): string[][] {
  return components(field, separators).flatMap((parts) =>
    [0, 3, 9]
      .map((start) => [0, 1, 2].map((index) => bare(parts[start + index] ?? '')))
      .filter(([code, text]) => code !== '' || text !== ''),
  );
}

/** Text with its separators, the escapes between them decoded. */
function wholeText(text: string, separators: PlainSeparators): string {
  const { component: c, repetition: r, subcomponent: s } = separators;
  const parts = text.split(new RegExp(`([${[c, r, s].map(literal).join('')}])`));
  return parts.map((part, index) => (index % 2 === 1 ? part : decoded(part, separators))).join('');
}

function decoded(text: string, separators: PlainSeparators): string {
  const meanings = new Map([
    ['F', separators.field],
    ['S', separators.component],
    ['R', separators.repetition],
    ['E', separators.escape],
    ['T', separators.subcomponent],
    ['.br', '\n'],
  ]);
  const mark = literal(separators.escape);
  return text.replace(new RegExp(`${mark}([^${mark}]*)${mark}`, 'g'), (sent: string, sequence: string) => {
    if (/^X([0-9A-Fa-f]{2})+$/.test(sequence)) return textOfHex(sequence.slice(1));
    return meanings.get(sequence) ?? sent;
  });
}

function textOfHex(digits: string): string {
  const bytes = Buffer.from(digits, 'hex');
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\ufffd') ? bytes.toString('latin1') : text;
  } catch {
    return bytes.toString('latin1');
  }
}

function bare(text: string): string {
  const trimmed = text.trim();
  return trimmed === '""' ? '' : trimmed;
}

function literal(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

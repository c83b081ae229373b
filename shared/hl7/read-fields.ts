/**
 * The segments that are read and the last field of each that is (numbers as the standard counts them). Nothing beyond
 * is handed to the parser: what a sender adds in other segments and later fields costs nothing and breaks nothing.
 */
const LAST_FIELD_READ: ReadonlyMap<string, number> = new Map([
  ['MSH', 18],
  ['PID', 7],
  ['MRG', 3],
  ['ORC', 1],
  ['OBR', 25],
  ['OBX', 14],
  ['NTE', 3],
  ['SPM', 17],
  ['DG1', 21],
  ['PRB', 16],
]);

/**
 * The segment up to the last of its fields that is read; undefined for a segment that is not read at all. MSH-1 is the
 * separator itself, so MSH has one separator less.
 */
export function readableFields(line: string, field: string): string | undefined {
  const id = line.slice(0, 3);
  const last = LAST_FIELD_READ.get(id);
  if (last === undefined) return undefined;
  let left = id === 'MSH' ? last - 1 : last;
  for (let at = line.indexOf(field); at >= 0; at = line.indexOf(field, at + 1)) {
    if (left === 0) return line.slice(0, at);
    left -= 1;
  }
  return line;
}

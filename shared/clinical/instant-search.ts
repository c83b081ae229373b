/** Index of the first of these, smallest key first, whose key is not below the wanted one. */
export function lowerBound<T>(sorted: readonly T[], keyOf: (item: T) => number, wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = sorted[middle];
    if (item !== undefined && keyOf(item) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the first of these, earliest first, that is not before `at`. */
export function firstFrom(sorted: readonly { readonly at: number }[], at: number): number {
  return lowerBound(sorted, (item) => item.at, at);
}

/**
 * Puts these, earliest first, into groups: one begins with the first that is in none yet and takes what lies up to
 * the window after it.
 */
export function inWindows<T extends { readonly at: number }>(
  sorted: readonly T[],
  windowMs: number,
): readonly (readonly T[])[] {
  const groups: [T, ...T[]][] = [];
  for (const item of sorted) {
    const group = groups.at(-1);
    if (group !== undefined && item.at <= group[0].at + windowMs) group.push(item);
    else groups.push([item]);
  }
  return groups;
}

/** Index of the first of these, earliest first, that is not before `at`. */
export function firstFrom(sorted: readonly { readonly at: number }[], at: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = sorted[middle];
    if (item !== undefined && item.at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

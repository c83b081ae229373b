/** Every decision of a run. 0 is always the mildest choice: nothing fails, the first goes on. */
export type Choices = {
  /** A whole number from 0 to n - 1, of an n of at least 1. */
  readonly below: (n: number) => number;
};

/** Endless choices that follow from a seed (sfc32). */
export function seededChoices(seed: number): Choices {
  let [a, b, c, counter] = [seed | 0, 0x9e3779b9, 0x243f6a88, 1];
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let warm = 0; warm < 12; warm += 1) next();
  return { below: (n) => next() % n };
}

/** These choices, and the mildest ones after them: a list can be shortened to find what matters. */
export function listedChoices(list: readonly number[]): Choices {
  const rest = list.values();
  return { below: (n) => (rest.next().value ?? 0) % n };
}

/** True about once in `n` times, never when choices are mildest. */
export function onceIn(choices: Choices, n: number): boolean {
  return choices.below(n) === n - 1;
}

export function oneOf<T>(choices: Choices, options: readonly [T, ...T[]]): T {
  return options[choices.below(options.length)] ?? options[0];
}

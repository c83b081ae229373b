/** A comparator as it stands before a value; nothing for an exact one. */
export const boundText = (comparator: string | undefined) =>
  comparator === undefined || comparator === '=' ? '' : comparator;

/** Breaks out of text, of a quoted attribute and of an address where one is not escaped. */
export const HOSTILE = `"'><b data-hostile onfocus="x">javascript:x`;

/** What pages choose words by; everything else of a model may come from outside. */
const CHOOSING = new Set(['state', 'reason', 'did', 'reached', 'what', 'code', 'kind', 'class', 'episode']);

/** The model with every text in it replaced by a hostile one, but those that name one of a few known things. */
export function hostile<T>(model: T): T {
  return replaced(model, '') as T;
}

function replaced(value: unknown, key: string): unknown {
  if (typeof value === 'string') return CHOOSING.has(key) ? value : HOSTILE;
  if (Array.isArray(value)) return value.map((item) => replaced(item, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, replaced(held, name)]));
}

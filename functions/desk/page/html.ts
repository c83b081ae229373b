/** Markup that is safe to show: made by `html` alone. */
export type Html = { readonly markup: string };

type Shown = Html | string | number | false | undefined | readonly Html[];

/** Template tag: every value is escaped unless it is markup itself; false and undefined show nothing. */
export function html(texts: TemplateStringsArray, ...values: readonly Shown[]): Html {
  const parts = texts.map((text, index) => (index === 0 ? text : markupOf(values[index - 1]) + text));
  return { markup: parts.join('') };
}

function markupOf(value: Shown): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  if ('markup' in value) return value.markup;
  return value.map(({ markup }) => markup).join('');
}

const ENTITIES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** Also in attributes, which this project always quotes. Bidirectional overrides are shown as what they are. */
function escapeHtml(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (character) => ENTITIES.get(character) ?? '')
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

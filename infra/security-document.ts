import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { acknowledgementsIn, acknowledgementTable, mergeByReason } from './acknowledgements.ts';
import { EVERY_OPTION, VARIANTS, withApp } from './whole-app.ts';

const DOCUMENT = join(import.meta.dirname, '..', 'docs', 'security.md');
const BEGIN = '<!-- acknowledgements: npm run docs:security -->';
const END = '<!-- end of acknowledgements -->';

/** The document of security as it is, and as it would be with every acknowledgement of now. */
export function securityDocument(): { readonly written: string; readonly current: string } {
  const written = readFileSync(DOCUMENT, 'utf8');
  const lists = [EVERY_OPTION, ...Object.values(VARIANTS)].map((context) =>
    withApp(context, acknowledgementsIn),
  );
  return { written, current: withTable(written, acknowledgementTable(mergeByReason(lists))) };
}

export function writeSecurityDocument(): void {
  writeFileSync(DOCUMENT, securityDocument().current);
}

/** Puts a table where a document has room for it. */
export function withTable(document: string, table: string): string {
  const [before, rest] = document.split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (after === undefined) throw new Error(`docs/security.md: lacks ${BEGIN} or ${END}`);
  return `${before}${BEGIN}\n${table}\n${END}${after}`;
}

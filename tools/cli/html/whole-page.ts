import { type Html, html } from '../../../functions/desk/page/html.ts';

const STYLE = `
:root { color-scheme: light dark; --ink: #1b2430; --paper: #fff; --line: #c9d1da; --soft: #f2f5f8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf1; --paper: #12171d; --line: #3b4653; --soft: #1b222b; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem } h2 { font-size: 1.25rem; margin-top: 2.2rem } h3 { font-size: 1.05rem }
table { border-collapse: collapse; width: 100%; font-size: .9rem } th, td { border-bottom: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
code, pre { font: .85rem/1.5 ui-monospace, monospace; background: var(--soft); border-radius: 4px; padding: .1rem .3rem; white-space: pre-wrap; overflow-wrap: anywhere }
.finding { border-left: 6px solid var(--line); padding: .2rem .8rem; margin: .8rem 0 }
.missed { border-color: #b3261e } .unread { border-color: #a05a00 } .look { border-color: #7a6400 } .note { border-color: #4a6785 }
.chart { margin: 1rem 0 } figcaption { font-weight: 600 } svg { width: 100%; height: auto } svg text { fill: var(--ink); font-size: 12px } .axis { stroke: var(--line) }
.s0 { fill: #2f6db3; background: #2f6db3 } .s1 { fill: #c2571a; background: #c2571a } .s2 { fill: #3c8d5a; background: #3c8d5a } .s3 { fill: #8a63b8; background: #8a63b8 }
.legend i { display: inline-block; width: .8em; height: .8em; margin-right: .35em } .legend span { margin-right: 1.2em }
details { margin: .8rem 0 } summary { cursor: pointer }
`;

/** A page in one file: nothing is loaded from anywhere, and it says so to the browser. */
export function wholePage(title: string, main: Html): string {
  const style: Html = { markup: STYLE };
  const { markup } = html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>`;
  return `<!doctype html>\n${markup}\n`;
}

/** A table; cells that are numbers stand at the right. */
export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): Html {
  const numeric = header.map(
    (_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'),
  );
  const kind = (column: number) => (numeric[column] ? 'n' : '');
  return html`<table><thead><tr>${header.map((name, column) => html`<th scope="col" class="${kind(column)}">${name}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, column) => html`<td class="${kind(column)}">${cell}</td>`)}</tr>\n`)}</tbody></table>`;
}

/** A title with the lines below it. */
export type Block = readonly [title: string, lines: readonly string[]];

/** Nothing where there is no line. */
export function block([title, lines]: Block): readonly string[] {
  return lines.length === 0 ? [] : [[title, ...lines.map((line) => `  ${line}`)].join('\n')];
}

/** Text of a message without what a terminal would take for commands. */
export function printable(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n]/gu, '�');
}

import { type SymbolType, symbol, symbolCircle, symbolDiamond, symbolSquare, symbolTriangle } from 'd3-shape';
import type { Level } from '../../../shared/clinical/level.ts';
import type { AlertKind } from '../../../shared/clinical/verdict.ts';
import { type Html, html } from './html.ts';

/** A level is told by its word, its shape and its colour, so that none of them is needed. */
const SHAPES: readonly (readonly [name: string, shape: SymbolType, size: number])[] = [
  ['critical', symbolDiamond, 76],
  ['urgent', symbolTriangle, 68],
  ['routine', symbolCircle, 64],
  ['worklist', symbolSquare, 54],
  ['dot', symbolCircle, 26],
  ['bound', symbolTriangle, 44],
];

const PLACES = 2;

/** The shapes, once a page; everything that shows one refers to it here. */
export function markSheet(): Html {
  return html`<svg class="sheet" aria-hidden="true" width="0" height="0"><defs>${SHAPES.map(
    ([name, shape, size]) =>
      html`<path id="mark-${name}" d="${symbol(shape, size).digits(PLACES)() ?? ''}"/>`,
  )}</defs></svg>`;
}

/** Of an alert whose escalation is over without an answer, as operations are told of it. */
export const UNANSWERED: Html = html`<span class="tags"><span class="tag unanswered">unanswered</span></span>`;

/** The level as word, shape and colour, and what kind of notice it is. */
export function levelTag(level: Level, kind: AlertKind = 'alert'): Html {
  return html`<span class="tags"><span class="tag ${level}"><svg class="mark" viewBox="-8 -8 16 16" aria-hidden="true"><use href="#mark-${level}"/></svg>${level}</span>${
    kind !== 'alert' && html`<span class="tag kind">${kind}</span>`
  }</span>`;
}

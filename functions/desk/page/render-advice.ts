import type { Advice } from '../../../shared/clinical/advice.ts';
import { type Html, html } from './html.ts';

/** What to do before anything else is read. */
export function redFlagSection({ redFlags }: Advice): Html {
  return html`<section class="panel red-flags" aria-labelledby="red-flags">
<h2 id="red-flags">Red flags</h2>
${list(redFlags)}
</section>`;
}

/** What to ask, confirm and check, and what it is for. */
export function adviceSections(advice: Advice): readonly Html[] {
  const { ask, confirm, drugsRaisingCalcium, drugsHarmingKidney, harms } = advice;
  return [
    panel('ask', 'Ask about', list(ask)),
    panel('confirm', 'Confirm', list(confirm)),
    panel(
      'drugs',
      'Drugs to check',
      html`<h3>Can raise calcium</h3>${list(drugsRaisingCalcium)}
<h3>Can harm the kidney beside a raised calcium</h3>${list(drugsHarmingKidney)}`,
    ),
    panel('harms', 'What it harms', html`<p>${harms}</p>`),
  ];
}

/** What the diagnosis and the context call attention to. */
export function pointerList({ pointers }: Advice): Html {
  return list(pointers);
}

export function flagList({ flags }: Advice): Html {
  if (flags.length === 0) return html`<p>None.</p>`;
  return html`<dl class="meanings">${flags.map(
    ({ flag, meaning }) => html`<dt>${flag}</dt><dd>${meaning}</dd>`,
  )}</dl>`;
}

export function panel(id: string, title: string, content: Html): Html {
  return html`<section class="panel" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${content}</section>`;
}

const list = (texts: readonly string[]): Html =>
  html`<ul>${texts.map((text) => html`<li>${text}</li>`)}</ul>`;

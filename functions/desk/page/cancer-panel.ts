import type { DeskAlert } from '../../../shared/desk/desk-alert.ts';
import { type Html, html } from './html.ts';
import { panel } from './render-advice.ts';

const CLASS_TEXT: Readonly<Record<DeskAlert['judgement']['cancer']['class'], string>> = {
  active: 'Active cancer',
  history: 'Cancer in the history only',
  uncertain: 'Tumour of uncertain behaviour',
  none: 'No cancer is known any more',
};

/** What is known of the cancer when the alert was raised; never that it has spread to bone. */
export function cancerPanel({ judgement: { cancer } }: DeskAlert): Html {
  return panel(
    'cancer',
    'Cancer',
    html`<p><b>${CLASS_TEXT[cancer.class]}</b></p>
<p>Diagnosis codes: ${cancer.codes.length === 0 ? 'none' : cancer.codes.join(', ')}</p>
${cancer.bone && html`<p><span class="tag kind">bone</span> A recorded diagnosis is of bone or bone marrow.</p>`}`,
  );
}

import { referenceOf } from '../../../shared/alerting/wording.ts';
import { type Html, html } from './html.ts';

/** As the pages sent to telephones name the alert. */
export const reference = (alertId: string): Html => html`<span class="ref">${referenceOf(alertId)}</span>`;

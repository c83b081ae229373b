import { ACKNOWLEDGE_REASONS } from '../../../shared/chart/acknowledgement.ts';
import { CALL_OUTCOMES } from '../../../shared/desk/audit-entry.ts';
import type { DeskAlert, ShownEscalation } from '../../../shared/desk/desk-alert.ts';
import { answerText, CALL_TEXT, REASON_TEXT } from './answer-text.ts';
import type { DeskView } from './desk-view.ts';
import { type Html, html } from './html.ts';
import { UNANSWERED } from './level-mark.ts';
import { actionPath, FORM_FIELDS } from './paths.ts';
import { shownTimeLeft } from './shown-time.ts';

/** As the desk takes it (`DeskAction`). */
const NOTE_CHARACTERS = 2_000;

/** How long a snooze may be chosen to last. */
const SNOOZE_CHOICES = [
  ['next-result', 'until the next calcium of this patient'],
  ['60', 'for 1 hour'],
  ['240', 'for 4 hours'],
  ['720', 'for 12 hours'],
  ['1440', 'for 1 day'],
] as const;

/** Whether somebody has answered, who is paged next, and what the reader can do about it. */
export function answerPanel(alert: DeskAlert, view: DeskView): Html {
  const isOpen = alert.acknowledgement === null;
  return html`<section class="panel answer ${isOpen ? 'is-open' : 'is-answered'}" aria-labelledby="answer">
<h2 id="answer">${isOpen ? 'Awaits an answer' : 'Answered'}</h2>
${standing(alert, view)}
${alert.mayAct ? forms(alert, view) : html`<p class="meta">You may read this alert, not answer it.</p>`}
</section>`;
}

function standing({ acknowledgement, answeredBy, escalation, delivery }: DeskAlert, view: DeskView): Html {
  const answer = answerText(acknowledgement);
  if (answer !== undefined) {
    const by = acknowledgement?.by === view.user?.id ? 'you' : answeredBy;
    return html`<p class="standing">${answer}${by !== undefined && html`, by <bdi>${by}</bdi>`}.</p>`;
  }
  if (escalation === null) return html`<p class="standing">${DELIVERY_TEXT[delivery]}</p>`;
  return html`<p class="standing">${escalationText(escalation, view)}</p>`;
}

function escalationText({ step, of, nextAt, paged, next }: ShownEscalation, view: DeskView): Html {
  if (nextAt === null) {
    return html`${UNANSWERED} All ${of} steps have been paged and nobody has answered. Operations have been told.`;
  }
  const what =
    step === of ? 'Operations are told that nobody answers' : html`${next ?? 'The next step'} is paged`;
  return html`${paged ?? 'A step'} has been paged (step ${step} of ${of}). ${what} <b>${shownTimeLeft(nextAt, view.now)}</b> unless somebody answers.`;
}

const DELIVERY_TEXT: Readonly<Record<DeskAlert['delivery'], string>> = {
  none: 'Nobody was paged for it.',
  claimed: 'It is being paged now.',
  failed: 'The page failed and is sent again.',
  sent: 'The team has been paged.',
  stopped: 'It was answered before it was paged.',
};

function forms(alert: DeskAlert, view: DeskView): Html {
  const isOpen = alert.acknowledgement === null;
  const isSettled = alert.acknowledgement?.state === 'acknowledged';
  return html`${!isSettled && actingForm(alert, view)}
${!isSettled && details('acknowledge', 'Another answer', acknowledgeForm(alert, view))}
${isOpen && details('snooze', 'Snooze', snoozeForm(alert, view))}
${!isOpen && details('reopen', 'Reopen', reopenForm(alert, view))}
${details('record-call', 'Record a telephone call', callForm(alert, view))}`;
}

const details = (name: string, title: string, content: Html): Html =>
  html`<details class="do" id="do-${name}"><summary>${title}</summary>${content}</details>`;

/** A form of the alert; nothing is done where the alert has changed since this page was shown. */
function form({ alertId, version }: DeskAlert, { formToken }: DeskView, action: string, content: Html): Html {
  return html`<form method="post" action="${actionPath(alertId)}">
<input type="hidden" name="${FORM_FIELDS.token}" value="${formToken}">
<input type="hidden" name="${FORM_FIELDS.version}" value="${version}">
<input type="hidden" name="${FORM_FIELDS.do}" value="${action}">
${content}</form>`;
}

const actingForm = (alert: DeskAlert, view: DeskView) =>
  form(
    alert,
    view,
    'acknowledge',
    html`<input type="hidden" name="${FORM_FIELDS.reason}" value="acting"><button class="primary wide-button">Acknowledge: I am acting on it</button>`,
  );

function acknowledgeForm(alert: DeskAlert, view: DeskView): Html {
  const reasons = ACKNOWLEDGE_REASONS.map(
    (reason) =>
      html`<label class="choice"><input type="radio" name="${FORM_FIELDS.reason}" value="${reason}" required> ${REASON_TEXT[reason]}</label>`,
  );
  return form(
    alert,
    view,
    'acknowledge',
    html`<fieldset><legend>Why it needs no more pages</legend>${reasons}</fieldset>
<p class="field handed-over"><label for="handed-over-to">Handed over to</label><input id="handed-over-to" name="${FORM_FIELDS.handedOverTo}" maxlength="200" autocomplete="off"></p>
${noteField('acknowledge-note', 'Note')}<button class="primary">Acknowledge</button>`,
  );
}

function snoozeForm(alert: DeskAlert, view: DeskView): Html {
  return form(
    alert,
    view,
    'snooze',
    html`<p class="field"><label for="snooze-for">Snooze it</label><select id="snooze-for" name="${FORM_FIELDS.snoozeFor}">${SNOOZE_CHOICES.map(
      ([value, text]) => html`<option value="${value}">${text}</option>`,
    )}</select></p>
${noteField('snooze-note', 'Why', true)}<button>Snooze</button>`,
  );
}

function reopenForm(alert: DeskAlert, view: DeskView): Html {
  return form(
    alert,
    view,
    'reopen',
    html`<p>It awaits an answer again, and whoever has not been paged yet will be.</p>
${noteField('reopen-note', 'Why')}<button>Reopen</button>`,
  );
}

function callForm(alert: DeskAlert, view: DeskView): Html {
  const outcomes = CALL_OUTCOMES.map(
    (outcome) =>
      html`<label class="choice"><input type="radio" name="${FORM_FIELDS.reached}" value="${outcome}" required> ${CALL_TEXT[outcome]}</label>`,
  );
  return form(
    alert,
    view,
    'record-call',
    html`<p class="field"><label for="call-whom">Who was called</label><input id="call-whom" name="${FORM_FIELDS.whom}" maxlength="200" required autocomplete="off"></p>
<fieldset><legend>What came of it</legend>${outcomes}</fieldset>
${noteField('call-note', 'Note')}<p class="meta">The value shown on this page is recorded as the one that was told.</p>
<button>Record the call</button>`,
  );
}

function noteField(id: string, label: string, required = false): Html {
  return html`<p class="field"><label for="${id}">${label}${!required && html` <span class="meta">(optional)</span>`}</label>
<textarea id="${id}" name="${FORM_FIELDS.note}" rows="2" maxlength="${NOTE_CHARACTERS}"${required && html` required`}></textarea></p>`;
}

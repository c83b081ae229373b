/** Addresses of the desk, for the pages that link to them and the routes that answer them. Nothing of a patient is part of one. */
export const DESK_PATHS = {
  /** Open alerts; `?team=` for one team, `?before=` for the next page. */
  open: '/desk',
  worklist: '/desk/worklist',
  all: '/desk/all',
  /** `?team=&from=&to=` with days as in 2026-03-09. */
  report: '/desk/report',
  /** Who was shown which lists: `?team=`, `?before=` for the next page. */
  audit: '/desk/audit',
  signIn: '/desk/sign-in',
  /** POST. */
  signOut: '/desk/sign-out',
  signedOut: '/desk/signed-out',
  /** POST: the session is in use; answered with 204, or 401 once it has ended. */
  stay: '/desk/stay',
} as const;

export const alertPath = (alertId: string) => `/desk/alerts/${encodeURIComponent(alertId)}`;

/** Takes the forms of an alert by POST; `FORM_FIELDS` names what they hold. */
export const actionPath = (alertId: string) => `${alertPath(alertId)}/actions`;

/** The alert as a FHIR bundle. */
export const bundlePath = (alertId: string) => `${alertPath(alertId)}/fhir`;

export const assetPath = (name: string) => `/desk/assets/${name}`;

/** What the forms of an alert send. Every form holds `token` and `version`; `do` names the action. */
export const FORM_FIELDS = {
  /** Bound to the session: whoever posts has seen the page. */
  token: 'token',
  /** Of the chart, as it was shown. */
  version: 'version',
  /** acknowledge | snooze | reopen | record-call */
  do: 'do',
  reason: 'reason',
  handedOverTo: 'handedOverTo',
  note: 'note',
  /** Of a snooze: 'next-result', or how many minutes. */
  snoozeFor: 'snoozeFor',
  reached: 'reached',
  whom: 'whom',
} as const;

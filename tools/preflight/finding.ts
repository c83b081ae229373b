/** What one look at a deployment found, and what to do about it. */
export type Finding = {
  readonly verdict: 'ok' | 'warn' | 'fail';
  /** Of few words, the same in every run: `subscriptions`, `alarms` … */
  readonly check: string;
  readonly text: string;
};

/** What was looked at, or why it could not be. */
export type Looked<Value> =
  | { readonly is: 'known'; readonly value: Value }
  | { readonly is: 'unknown'; readonly why: string };

/** Never rejects: what cannot be looked at is a finding, too. Of an error only its name is kept: a message may hold anything. */
export async function look<Value>(at: () => Promise<Value>): Promise<Looked<Value>> {
  try {
    return { is: 'known', value: await at() };
  } catch (error) {
    return { is: 'unknown', why: error instanceof Error ? error.name : 'unknown' };
  }
}

/** The findings of what could be looked at; a warning where it could not. */
export function findingsOf<Value>(
  check: string,
  what: string,
  looked: Looked<Value>,
  judge: (value: Value) => readonly Finding[],
): readonly Finding[] {
  if (looked.is === 'known') return judge(looked.value);
  return [warn(check, `${what} could not be looked at (${looked.why}): give the right to, or look by hand`)];
}

export const ok = (check: string, text: string): Finding => ({ verdict: 'ok', check, text });
export const warn = (check: string, text: string): Finding => ({ verdict: 'warn', check, text });
export const fail = (check: string, text: string): Finding => ({ verdict: 'fail', check, text });

/** These findings, or that all is well where there are none. */
export function orOk(findings: readonly Finding[], check: string, text: string): readonly Finding[] {
  return findings.length > 0 ? findings : [ok(check, text)];
}

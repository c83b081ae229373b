import type { Finding } from './finding.ts';

const WORDS = { ok: 'OK  ', warn: 'WARN', fail: 'FAIL' } as const;

/** A line for each finding, and a last one that counts them. */
export function report(findings: readonly Finding[]): string {
  const count = (verdict: Finding['verdict']) => findings.filter((one) => one.verdict === verdict).length;
  const lines = findings.map(({ verdict, check, text }) => `${WORDS[verdict]}  ${check.padEnd(13)} ${text}`);
  return [...lines, '', `${count('ok')} ok, ${count('warn')} warn, ${count('fail')} fail`].join('\n');
}

/** 1 when something would keep a page from somebody. */
export function exitCodeOf(findings: readonly Finding[]): 0 | 1 {
  return findings.some(({ verdict }) => verdict === 'fail') ? 1 : 0;
}

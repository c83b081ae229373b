/** What every command ends with. Public: scripts rely on it. */
export const EXIT = {
  /** It was done, and nothing is amiss. */
  ok: 0,
  /** It was done, and there is something to act on: what that is, each command says. */
  amiss: 1,
  /** It could not be done: arguments, files or a service that does not answer. */
  failed: 2,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A reason for `EXIT.failed` that the user can act on: one line, what is wrong and what to do, no patient data. */
export class CannotRunError extends Error {
  static override readonly name: string = 'CannotRunError';
}

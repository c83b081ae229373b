import { CannotRunError, EXIT, type ExitCode } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** Runs what a command does and keeps its exit code. */
export type Run = (work: (terminal: Terminal) => Promise<ExitCode>) => Promise<void>;

/**
 * What cannot be done is one line of what is wrong and what to do. Any other fault is named by its kind alone: its text
 * may quote a message.
 */
export function createRun(terminal: Terminal, end: (code: ExitCode) => void): Run {
  return async (work) => {
    try {
      end(await work(terminal));
    } catch (error) {
      terminal.tell(`calcium-alerts: ${lineOf(error)}`);
      end(EXIT.failed);
    }
  };
}

function lineOf(error: unknown): string {
  if (error instanceof CannotRunError) return error.message;
  const kind = error instanceof Error ? error.name : typeof error;
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return `stopped by an unforeseen fault: ${kind}${code}`;
}

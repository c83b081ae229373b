import { createInterface } from 'node:readline/promises';
import { CannotRunError } from './exit-codes.ts';

/**
 * Whether whoever sits at the terminal types yes.
 * @throws CannotRunError where nobody does
 */
export async function askYes(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new CannotRunError('nobody can be asked here; give --yes if it is meant');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`${question} Type yes: `)).trim() === 'yes';
  } finally {
    terminal.close();
  }
}

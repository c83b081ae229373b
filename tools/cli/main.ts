import { CommanderError } from 'commander';
import { EXIT } from './exit-codes.ts';
import { createProgram } from './program.ts';
import { createRun } from './run.ts';
import { processTerminal } from './terminal.ts';

const program = createProgram(
  createRun(processTerminal(), (code) => {
    process.exitCode = code;
  }),
);
for (const command of [program, ...program.commands]) command.exitOverride();

/** Commander says itself what is wrong with the arguments. */
try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.failed;
}

import { CommanderError } from 'commander';
import { allCommands } from './all-commands.ts';
import { EXIT } from './exit-codes.ts';
import { createProgram } from './program.ts';
import { createRun } from './run.ts';
import { processTerminal } from './terminal.ts';

/** Whoever reads a part of it (`| head`) is not told of the rest. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const program = createProgram(
  createRun(processTerminal(), (code) => {
    process.exitCode = code;
  }),
);
for (const command of allCommands(program)) command.exitOverride();

/** Commander says itself what is wrong with the arguments. */
try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.failed;
}

import { Command } from 'commander';
import { backtestCommand } from './backtest/command.ts';
import { checkFeedCommand } from './check-feed/command.ts';
import { completionCommand } from './completion/command.ts';
import { configCommand } from './config/command.ts';
import { explainCommand } from './explain/command.ts';
import { generateCommand } from './generate/command.ts';
import { patientsCommand } from './patients/command.ts';
import { preflightCommand } from './preflight/command.ts';
import { quarantineCommand } from './quarantine/command.ts';
import { rejudgeCommand } from './rejudge/command.ts';
import { replayCommand } from './replay/command.ts';
import { restoreCommand } from './restore/command.ts';
import type { Run } from './run.ts';
import { sendCommand } from './send/command.ts';
import { statusCommand } from './status/command.ts';
import { teamsCommand } from './teams/command.ts';

/** The whole command line. */
export function createProgram(run: Run): Command {
  const program: Command = new Command('calcium-alerts')
    .description('Tools for whoever connects a laboratory to calcium-alerts, and runs it.')
    .configureHelp({ showGlobalOptions: false })
    .addCommand(backtestCommand(run))
    .addCommand(checkFeedCommand(run))
    .addCommand(completionCommand(run, () => program))
    .addCommand(configCommand(run))
    .addCommand(explainCommand(run))
    .addCommand(generateCommand(run))
    .addCommand(patientsCommand(run))
    .addCommand(preflightCommand(run))
    .addCommand(quarantineCommand(run))
    .addCommand(rejudgeCommand(run))
    .addCommand(replayCommand(run))
    .addCommand(restoreCommand(run))
    .addCommand(sendCommand(run))
    .addCommand(statusCommand(run))
    .addCommand(teamsCommand(run));
  return program;
}

import { Command } from 'commander';
import { backtestCommand } from './backtest/command.ts';
import { checkFeedCommand } from './check-feed/command.ts';
import { explainCommand } from './explain/command.ts';
import { generateCommand } from './generate/command.ts';
import { patientsCommand } from './patients/command.ts';
import { quarantineCommand } from './quarantine/command.ts';
import { replayCommand } from './replay/command.ts';
import type { Run } from './run.ts';
import { sendCommand } from './send/command.ts';
import { teamsCommand } from './teams/command.ts';

/** The whole command line. */
export function createProgram(run: Run): Command {
  return new Command('calcium-alerts')
    .description('Tools for whoever connects a laboratory to calcium-alerts, and runs it.')
    .configureHelp({ showGlobalOptions: false })
    .addCommand(backtestCommand(run))
    .addCommand(checkFeedCommand(run))
    .addCommand(explainCommand(run))
    .addCommand(generateCommand(run))
    .addCommand(patientsCommand(run))
    .addCommand(quarantineCommand(run))
    .addCommand(replayCommand(run))
    .addCommand(sendCommand(run))
    .addCommand(teamsCommand(run));
}

import { Command } from 'commander';
import { documentClientOver } from '../../../shared/chart/dynamodb-document-client.ts';
import { type Copied, copyMissing } from '../../restore/copy-missing.ts';
import type { DeploymentOptions } from '../deployed-target.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Run } from '../run.ts';
import { onDeployment, withDeploymentOptions } from '../target.ts';
import type { Terminal } from '../terminal.ts';

type RestoreOptions = DeploymentOptions & { readonly fromTable: string; readonly json?: boolean };

export function restoreCommand(run: Run): Command {
  const command = new Command('restore')
    .summary('put back what is missing in a deployment’s table, from a restored copy of it')
    .description(
      'Puts every item of a restored copy of a deployment’s table back that the table lacks. An item that is there stays as it is, so it may be done again. Stop what writes first, and replay the archive afterwards (docs/operations.md). The items pass through this machine: run it where patient data may be.',
    )
    .requiredOption('--from-table <table>', 'the restored copy, in the same region')
    .option('--json', 'print it as JSON');
  return withDeploymentOptions(command)
    .addHelpText(
      'after',
      `
Exit codes:
  0  nothing is missing any more
  2  it could not go on; do it again

Examples:
  $ npx calcium-alerts restore --deployment prod --region eu-west-2 --from-table calcium-alerts-restored`,
    )
    .action((options: RestoreOptions) => run((terminal) => restore(options, terminal)));
}

async function restore(options: RestoreOptions, terminal: Terminal): Promise<ExitCode> {
  const done = await onDeployment(options, ({ clients, named }) => {
    const tables = { from: options.fromTable, to: named('AWS::DynamoDB::GlobalTable', '') };
    return copyMissing(documentClientOver(clients.dynamoDb), tables, (soFar: Copied) =>
      terminal.tell(`${soFar.copied + soFar.there} items so far`),
    );
  });
  terminal.print(
    options.json ? JSON.stringify(done) : `${done.copied} items put back; ${done.there} were there`,
  );
  return EXIT.ok;
}

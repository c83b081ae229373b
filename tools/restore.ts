import { parseArgs } from 'node:util';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { whyAws } from './cli/deployed-target.ts';
import { gatherStacks } from './preflight/gather-stacks.ts';
import { copyMissing } from './restore/copy-missing.ts';

const HELP = `Puts what is missing in a deployment's table back from a restored copy of it.

Usage: npm run restore -- --deployment NAME --from-table TABLE [options]

  --deployment NAME   dev, prod, prod-north
  --from-table TABLE  the restored copy, in the same region
  --region REGION     where it is deployed  (default as the AWS tools find it)
  --help              this text

An item that is there stays as it is, so it may be done again. Stop what writes first, and replay the archive
afterwards: docs/operations.md. The items pass through this machine: run it where patient data may be.
Exit 0: nothing is missing any more. Exit 2: it could not go on; do it again.
`;

const OPTIONS = {
  deployment: { type: 'string' },
  'from-table': { type: 'string' },
  region: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

async function tableOf(deployment: string, settings: { readonly region?: string }): Promise<string> {
  const { resources } = await gatherStacks(new CloudFormationClient(settings), deployment);
  const table = resources.find(({ type }) => type === 'AWS::DynamoDB::GlobalTable');
  if (table === undefined) throw new Error(`--deployment ${deployment}: has no table; deploy it`);
  return table.physicalId;
}

async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.help) return console.log(HELP);
  const { deployment, region, 'from-table': from } = values;
  if (!deployment) throw new Error('--deployment: missing; name one, such as dev or prod');
  if (!from) throw new Error('--from-table: missing; name the restored copy');
  const settings = region === undefined ? {} : { region };
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(settings));
  const tables = { from, to: await tableOf(deployment, settings) };
  const { copied, there } = await copyMissing(client, tables, (soFar) =>
    console.error(`${soFar.copied + soFar.there} items so far`),
  );
  console.log(`${copied} items put back; ${there} were there`);
}

run(process.argv.slice(2)).catch((error: unknown) => {
  const fault = error instanceof Error ? error.message : 'unknown fault';
  console.error(`restore: ${whyAws(error) ?? fault}`);
  process.exitCode = 2;
});

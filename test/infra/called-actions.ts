import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** Client of the SDK → prefix of its actions. */
const SERVICES = new Map([
  ['client-cloudwatch-logs', 'logs'],
  ['client-dynamodb', 'dynamodb'],
  ['client-eventbridge', 'events'],
  ['client-s3', 's3'],
  ['client-secrets-manager', 'secretsmanager'],
  ['client-sns', 'sns'],
  ['client-sqs', 'sqs'],
  ['client-ssm', 'ssm'],
  ['lib-dynamodb', 'dynamodb'],
]);

/** Commands whose right has another name. */
const OTHER_NAMES = new Map([
  ['dynamodb:Get', 'dynamodb:GetItem'],
  ['dynamodb:Put', 'dynamodb:PutItem'],
  ['dynamodb:Update', 'dynamodb:UpdateItem'],
  ['s3:HeadObject', 's3:GetObject'],
  ['sqs:ChangeMessageVisibilityBatch', 'sqs:ChangeMessageVisibility'],
  ['sqs:DeleteMessageBatch', 'sqs:DeleteMessage'],
  ['sqs:SendMessageBatch', 'sqs:SendMessage'],
]);

/** The rights that a function's code asks for, by the commands in it. */
export function calledActions(entry: string): readonly string[] {
  const actions = importedCommands(codeOf(entry)).map((action) => OTHER_NAMES.get(action) ?? action);
  return [...new Set(actions)].sort();
}

/** How the keys begin by which a function's code names items of the table: `OPS#`. */
export function keyPrefixes(entry: string): readonly string[] {
  const prefixes = Array.from(codeOf(entry).matchAll(/`([A-Z_]+#)\$\{/g), ([, prefix = '']) => prefix);
  return [...new Set(prefixes)].sort();
}

/** What a function runs, its packages and what it never runs left out. */
function codeOf(entry: string): string {
  const { outputFiles } = buildSync({
    absWorkingDir: process.cwd(),
    entryPoints: [join('functions', entry, 'index.ts')],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node24',
    write: false,
    logLevel: 'error',
  });
  return outputFiles.map(({ text }) => text).join('\n');
}

function importedCommands(code: string): readonly string[] {
  const imports = code.matchAll(/^import \{([^}]*)\} from "@aws-sdk\/([^"]+)";$/gm);
  return [...imports].flatMap(([, names = '', client = '']) => {
    const service = SERVICES.get(client);
    const commands = names.split(',').flatMap((name) => commandOf(name.trim().replace(/ as .*/, '')));
    if (commands.length > 0 && !service)
      throw new Error(`${client}: say in SERVICES what its actions begin with`);
    return commands.map((command) => `${service}:${command}`);
  });
}

function commandOf(name: string): readonly string[] {
  const command = /^(?:paginate(?<paged>[A-Z]\w*)|(?<sent>[A-Z]\w*)Command)$/.exec(name)?.groups;
  return command ? [command.paged ?? command.sent ?? name] : [];
}

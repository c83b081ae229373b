import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** Client of the SDK → prefix of its actions. */
const SERVICES = new Map([
  ['client-cloudwatch-logs', 'logs'],
  ['client-dynamodb', 'dynamodb'],
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

/** The rights that a function's code asks for: by the commands that are left when it is bundled without what it never runs. */
export function calledActions(entry: string): readonly string[] {
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
  const code = outputFiles.map(({ text }) => text).join('\n');
  return [...new Set(importedCommands(code).map((action) => OTHER_NAMES.get(action) ?? action))].sort();
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

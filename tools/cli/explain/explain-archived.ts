import * as z from 'zod';
import { documentClientOver } from '../../../shared/chart/dynamodb-document-client.ts';
import type { EpochMs } from '../../../shared/clinical/instant.ts';
import { standingRegistry } from '../../../shared/intake/dynamodb-registry.ts';
import { findArchived } from '../../replay/find-archived.ts';
import type { Span } from '../../replay/replay-archive.ts';
import { s3Objects } from '../../replay/s3-objects.ts';
import type { DeployedTarget } from '../deployed-target.ts';
import { CannotRunError } from '../exit-codes.ts';
import type { Target } from '../target.ts';
import { type ExplainedPart, explainReceived } from './explain-files.ts';

export type AskedArchived = Span & { readonly controlId: string; readonly reveal: boolean };

const answerSchema = z.object({
  parts: z.array(z.custom<ExplainedPart>((part) => typeof part === 'object' && part !== null)),
});

/**
 * Messages of the archive by their control id, explained by the registry as it is, each with those before it as its history.
 * @throws CannotRunError where there is none, or nothing can have been received within the span
 */
export async function explainArchived(
  target: Target,
  asked: AskedArchived,
  now: EpochMs,
): Promise<readonly ExplainedPart[]> {
  if (asked.from > asked.until) throw new CannotRunError('--from: lies after --to, or after now');
  const parts =
    target.is === 'local'
      ? answerSchema.parse(await target.post('/archived', asked)).parts
      : await explainDeployed(target, asked, now);
  if (parts.length > 0) return parts;
  throw new CannotRunError('no message of that control id (MSH-10) was received then; give --from and --to');
}

async function explainDeployed(
  target: DeployedTarget,
  { controlId, reveal, ...span }: AskedArchived,
  now: EpochMs,
): Promise<readonly ExplainedPart[]> {
  const { clients, named } = target;
  const archive = s3Objects(clients.s3, named('AWS::S3::Bucket', 'MessagesArchive'));
  const messages = await findArchived(archive, controlId, span);
  if (messages.length === 0) return [];
  const table = named('AWS::DynamoDB::GlobalTable', '');
  const registry = await standingRegistry(documentClientOver(clients.dynamoDb), table);
  const given = { config: await target.config(), registry, reveal, now };
  return explainReceived(messages, given);
}

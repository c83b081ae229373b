import * as z from 'zod';
import { epochMsSchema } from '../../../shared/clinical/instant.ts';
import type { QueuedMessage } from '../../../shared/intake/message-queue.ts';
import { findArchived } from '../../replay/find-archived.ts';
import type { Span } from '../../replay/replay-archive.ts';
import { s3Objects } from '../../replay/s3-objects.ts';
import { CannotRunError } from '../exit-codes.ts';
import type { Target } from '../target.ts';

const foundSchema = z.object({
  messages: z.array(
    z.object({
      feed: z.string(),
      receivedAt: epochMsSchema,
      origin: z.enum(['live', 'import']),
      charset: z.string().exactOptional(),
      bytes: z.base64().transform((text): Uint8Array => Buffer.from(text, 'base64')),
    }),
  ),
});

/**
 * Messages of the archive by their control id. Patient data.
 * @throws CannotRunError where there is none, or nothing can have been received within the span
 */
export async function messagesOfArchive(
  target: Target,
  controlId: string,
  span: Span,
): Promise<readonly QueuedMessage[]> {
  if (span.from > span.until) throw new CannotRunError('--from: lies after --to, or after now');
  const found =
    target.is === 'local'
      ? foundSchema.parse(await target.post('/archived', { controlId, ...span })).messages
      : await findArchived(
          s3Objects(target.clients.s3, target.named('AWS::S3::Bucket', 'MessagesArchive')),
          controlId,
          span,
        );
  if (found.length > 0) return found;
  throw new CannotRunError('no message of that control id (MSH-10) was received then; give --from and --to');
}

import { readDoorHeader } from '../../shared/hl7/door-header.ts';
import type { QueuedMessage } from '../../shared/intake/message-queue.ts';
import { archivedMessages } from './archived-messages.ts';
import type { MessageObjects } from './message-objects.ts';
import { checkSpan, daysOf, type Span } from './replay-archive.ts';

/** Archived messages of this control id (MSH-10) that were received within the span, in the order of the archive. */
export async function findArchived(
  { list, read }: Pick<MessageObjects, 'list' | 'read'>,
  controlId: string,
  span: Span,
): Promise<readonly QueuedMessage[]> {
  checkSpan(span);
  const found: QueuedMessage[] = [];
  for (const day of daysOf(span)) {
    for (const name of await list(`archive/${day}/`, span.from)) {
      found.push(...archivedMessages(await read(name)).filter((message) => isIt(message, controlId, span)));
    }
  }
  return found;
}

function isIt(
  { bytes, charset, receivedAt }: QueuedMessage,
  controlId: string,
  { from, until }: Span,
): boolean {
  if (receivedAt < from || receivedAt > until) return false;
  const reading = readDoorHeader(bytes, charset);
  return reading.is === 'header' && reading.header.controlId === controlId;
}

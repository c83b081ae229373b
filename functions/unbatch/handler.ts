import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { tellOfFailing } from '../../shared/intake/failing-records.ts';
import type { Postpone } from '../../shared/intake/postpone.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { filesOf } from './s3-event.ts';
import { type UnbatchFileParts, unbatchFile } from './unbatch-file.ts';

export type UnbatchParts = UnbatchFileParts & {
  readonly telemetry: Telemetry;
  /** Puts the notification back into its queue, for a file that needs more time than one invocation has. */
  readonly continueLater: (body: string) => Promise<void>;
  readonly postpone: Postpone;
};

/** Time kept back to end an invocation in good order. */
const RESERVE_MS = 60_000;

/** Notifications of dropped files: each file's messages into the queue; what fails comes back and goes on there. */
export function createHandler(
  parts: UnbatchParts,
): (event: SQSEvent, context: Pick<Context, 'getRemainingTimeInMillis'>) => Promise<SQSBatchResponse> {
  return async ({ Records: records }, context) => {
    const timeIsUp = () => context.getRemainingTimeInMillis() < RESERVE_MS;
    const failed: SQSRecord[] = [];
    for (const record of records) {
      if (!(await isDone(record, parts, timeIsUp))) failed.push(record);
    }
    await parts.postpone(failed);
    await tellOfFailing('files', failed, parts);
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

async function isDone(
  { messageId, body }: SQSRecord,
  parts: UnbatchParts,
  timeIsUp: () => boolean,
): Promise<boolean> {
  try {
    for (const file of filesOf(body)) {
      const { is, messages } = await unbatchFile(file, parts, timeIsUp);
      parts.telemetry.info('file-unbatched', { status: is, messages });
      if (is === 'unfinished') {
        await parts.continueLater(body);
        return true;
      }
    }
    return true;
  } catch (error) {
    parts.telemetry.error('unbatch-failed', error, { messageId });
    return false;
  }
}

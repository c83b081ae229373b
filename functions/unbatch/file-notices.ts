import type { OperationsNotice } from '../../shared/alerting/publisher.ts';
import type { SplitReport } from '../../shared/hl7/splitter.ts';
import type { FileUnreadableError } from '../../shared/runtime/errors.ts';

/** What operations are told of a file once it has been queued whole. */
export function noticesOf(fileId: string, { truncated, countsMatch }: SplitReport): OperationsNotice[] {
  return [
    ...(truncated
      ? [
          {
            code: 'FILE_TRUNCATED',
            subject: fileId,
            text: 'A file of messages ends without its trailer. What it held was taken; ask the sender for the rest.',
          },
        ]
      : []),
    ...(countsMatch
      ? []
      : [
          {
            code: 'FILE_COUNT_DIFFERS',
            subject: fileId,
            text: 'A file does not hold as many messages as its trailer says. What it held was taken; ask the sender.',
          },
        ]),
  ];
}

export function gzipNotAllowedNotice(fileId: string): OperationsNotice {
  return {
    code: 'FILE_GZIP_NOT_ALLOWED',
    subject: fileId,
    text: 'A compressed file holds messages of a feed that does not allow it; these were not taken. Set gzip for the feed, or ask the sender for a plain file.',
  };
}

const UNREADABLE = {
  damaged: {
    code: 'FILE_DAMAGED',
    text: 'A compressed file is damaged or cut short. The whole messages before that were taken; ask the sender for the rest.',
  },
  'too-large': {
    code: 'FILE_TOO_LARGE',
    text: 'A compressed file grows beyond the cap. The whole messages before that were taken; ask the sender for smaller files.',
  },
} as const;

export function unreadableNotice(fileId: string, { reason }: FileUnreadableError): OperationsNotice {
  return { ...UNREADABLE[reason], subject: fileId };
}

export function tooLargeNotice(fileId: string, offset: number): OperationsNotice {
  return {
    code: 'FILE_MESSAGE_TOO_LARGE',
    subject: `${fileId} ${offset}`,
    text: 'A message of a file is over the cap and was not taken. It still lies in the file, at the byte named.',
  };
}

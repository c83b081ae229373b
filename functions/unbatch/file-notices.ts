import type { OperationsNotice } from '../../shared/alerting/publisher.ts';
import type { SplitReport } from '../../shared/hl7/splitter.ts';

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

export function tooLargeNotice(fileId: string, offset: number): OperationsNotice {
  return {
    code: 'FILE_MESSAGE_TOO_LARGE',
    subject: `${fileId} ${offset}`,
    text: 'A message of a file is over the cap and was not taken. It still lies in the file, at the byte named.',
  };
}

import type { Finding, Weight } from './finding.ts';
import type { FileReport } from './survey.ts';

/** What of the files could not be read, or is not whole. */
export function fileFindings(files: readonly FileReport[]): readonly Finding[] {
  return files.flatMap((file) => [...unreadIn(file), ...oddIn(file)]);
}

function unreadIn(file: FileReport): readonly Finding[] {
  const { fault, messages, strays, tooLarge } = file;
  if (fault !== undefined) return [about(file, 'unread', 'FILE_UNREADABLE', fault)];
  if (messages + tooLarge === 0) {
    const why = strays > 0 ? 'holds no HL7 message: no line begins with MSH' : 'is empty';
    return [about(file, 'unread', 'FILE_WITHOUT_MESSAGES', why)];
  }
  if (tooLarge === 0) return [];
  const text = 'holds messages over caps.mllpBytes, which no door takes';
  return [{ ...about(file, 'unread', 'MESSAGE_TOO_LARGE', text), count: tooLarge }];
}

function oddIn(file: FileReport): readonly Finding[] {
  const found: Finding[] = [];
  if (file.strays > 0 && file.messages > 0) {
    const stray = about(file, 'look', 'STRAY_BYTES', 'holds bytes between its messages that are none');
    found.push({ ...stray, count: file.strays, where: file.firstStray });
  }
  if (file.truncated)
    found.push(about(file, 'look', 'FILE_TRUNCATED', 'ends without its trailer (BTS, FTS)'));
  if (!file.countsMatch) {
    found.push(
      about(file, 'look', 'FILE_COUNT_DIFFERS', 'does not hold as many messages as its trailer says'),
    );
  }
  return found;
}

function about({ path }: FileReport, weight: Weight, code: string, text: string): Finding {
  return { weight, code, feed: '', text: `${path} ${text}`, count: 1, where: path };
}

import { expect, test } from 'vitest';
import { whyUnreadable, whyUnwritable } from '../../../../tools/cli/messages/list-files.ts';

const fault = (code: string) => Object.assign(new Error('quotes the path'), { code });

test.each([
  ['ENOENT', 'does not exist; name an existing file or folder', /^cannot be made, there is no such folder/],
  ['EACCES', 'may not be read; give this user the right to', /^may not be written; give this user/],
  ['EISDIR', 'is a folder; name a file', /^is a folder; name a file$/],
  ['EIO', 'cannot be read (EIO)', /^cannot be written \(EIO\)$/],
])('%s is said as what could not be done, and what to do', (code, read, written) => {
  expect(whyUnreadable(fault(code))).toBe(read);
  expect(whyUnwritable(fault(code))).toMatch(written);
});

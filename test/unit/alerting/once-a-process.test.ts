import { expect, it } from 'vitest';
import { onceAProcess } from '../../../shared/alerting/once-a-process.ts';

const notice = { code: 'UNKNOWN_SENDER', subject: 'unknown-1', text: '' };

it('tells each code and subject once', async () => {
  const told: string[] = [];
  const { tell } = onceAProcess({ tell: async ({ subject }) => void told.push(subject) });
  for (const subject of ['a', 'a', 'b', 'a']) await tell({ ...notice, subject });
  expect(told).toEqual(['a', 'b']);
});

it('tells again what could not be told', async () => {
  let fails = true;
  const told: string[] = [];
  const { tell } = onceAProcess({
    tell: async ({ subject }) => {
      if (fails) throw new Error('down');
      told.push(subject);
    },
  });
  await expect(tell(notice)).rejects.toThrow('down');
  fails = false;
  await tell(notice);
  expect(told).toEqual(['unknown-1']);
});

it('tells every time rather than remember without bound', async () => {
  let told = 0;
  const { tell } = onceAProcess({
    tell: async () => {
      told += 1;
    },
  });
  for (let subject = 0; subject < 10_001; subject += 1) await tell({ ...notice, subject: `${subject}` });
  await tell({ ...notice, subject: '10000' });
  expect(told).toBe(10_002);
});

import { expect, it } from 'vitest';
import { keepOnce } from '../../../shared/chart/keep-once.ts';
import type { ChartedFact } from '../../../shared/clinical/verdict.ts';

const fact = (where: string, factKey: string) => ({ where, factKey }) as ChartedFact;
const FACT = fact('P#1', 'FACT#1');

function house() {
  const asked: { readonly name: string; readonly end: PromiseWithResolvers<void> }[] = [];
  const keep = keepOnce((one, expiresAt) => {
    const end = Promise.withResolvers<void>();
    asked.push({ name: `${one.where} ${one.factKey} ${expiresAt}`, end });
    return end.promise;
  });
  return { keep, asked, names: () => asked.map(({ name }) => name) };
}

it('asks once for what is asked again while it is under way, and ends for all at once', async () => {
  const { keep, asked, names } = house();
  const ended: number[] = [];

  const all = [1, 2, 3].map((reader) => keep(FACT, 100).then(() => ended.push(reader)));

  await Promise.resolve();
  expect([names(), ended]).toEqual([['P#1 FACT#1 100'], []]);
  asked[0]?.end.resolve();
  await Promise.all(all);
  expect(ended).toEqual([1, 2, 3]);
});

it('asks for each patient, fact and time by itself', () => {
  const { keep, names } = house();

  for (const [one, at] of [
    [FACT, 100],
    [fact('P#2', 'FACT#1'), 100],
    [fact('P#1', 'FACT#2'), 100],
    [FACT, 200],
  ] as const) {
    void keep(one, at);
  }

  expect(names()).toEqual(['P#1 FACT#1 100', 'P#2 FACT#1 100', 'P#1 FACT#2 100', 'P#1 FACT#1 200']);
});

it('asks again once it has ended, well or badly, and tells everybody of a fault', async () => {
  const { keep, asked, names } = house();
  const failed = [keep(FACT, 100), keep(FACT, 100)];
  asked[0]?.end.reject(new Error('throttled'));
  await expect(Promise.allSettled(failed)).resolves.toMatchObject([
    { reason: { message: 'throttled' } },
    { reason: { message: 'throttled' } },
  ]);

  const again = keep(FACT, 100);
  asked[1]?.end.resolve();
  await again;
  void keep(FACT, 100);

  expect(names()).toHaveLength(3);
});

import { describe, expect, it } from 'vitest';
import { shareReading } from '../../../infra/local/http/share-reading.ts';

/** A reading that ends when the test says so, and gives its number. */
function readings() {
  const ends: ((error?: Error) => void)[] = [];
  const read = shareReading(() => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const number = ends.push((error) => (error ? reject(error) : resolve(number)));
    return promise;
  });
  const end = async (number: number, error?: Error) => {
    ends[number - 1]?.(error);
    await new Promise(setImmediate);
  };
  return { read, end, begun: () => ends.length };
}

describe('readers of the same', () => {
  it('who come while it is being read share the next reading', async () => {
    const { read, end, begun } = readings();

    const first = read();
    const others = [read(), read(), read()];
    await end(1);
    await end(2);

    expect([await first, ...(await Promise.all(others))]).toEqual([1, 2, 2, 2]);
    expect(begun()).toBe(2);
  });

  it('who come one after the other each get a reading of their own', async () => {
    const { read, end } = readings();

    const first = read();
    await end(1);
    const second = read();
    await end(2);

    expect([await first, await second]).toEqual([1, 2]);
  });

  it('are not failed by the failure of the reading before theirs', async () => {
    const { read, end } = readings();

    const first = read();
    const second = read();
    const failed = expect(first).rejects.toThrow('lost');
    await end(1, new Error('lost'));
    await end(2);

    await failed;
    expect(await second).toBe(2);
  });
});

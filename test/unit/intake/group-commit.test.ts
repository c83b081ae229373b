import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGroupCommit } from '../../../shared/intake/group-commit.ts';

type Sent = {
  readonly entries: readonly string[];
  readonly answer: (durable: readonly boolean[]) => void;
  readonly fail: (error: Error) => void;
};

/** Requests wait until they are answered; at most three entries, or ten bytes, go in one. */
function committing() {
  const sent: Sent[] = [];
  const commit = createGroupCommit<string>({
    sendTogether: (entries) =>
      new Promise((answer, fail) => {
        sent.push({ entries, answer, fail });
      }),
    bytesOf: (entry) => entry.length,
    most: { entries: 3, bytes: 10 },
    uncertain: () => new Error('uncertain'),
  });
  return { commit, sent, groups: () => sent.map(({ entries }) => entries.join(' ')) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const YES = [true, true, true];

describe('a commit of many senders', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('sends in one request what comes at the same time', async () => {
    const { commit, groups } = committing();
    void commit('a');
    void Promise.resolve().then(() => commit('b'));
    await turn();
    expect(groups()).toEqual(['a b']);
  });

  it.each([
    ['as many as a request takes', ['a', 'b', 'c', 'd', 'e', 'f', 'g'], ['a b c', 'd e f', 'g']],
    [
      'as many bytes as a request takes',
      ['123456', '1234', '12345678', '123'],
      ['123456 1234', '12345678', '123'],
    ],
    ['alone what is larger than that', ['123456789012', 'a'], ['123456789012', 'a']],
  ])('sends %s', async (_, entries, expected) => {
    const { commit, groups } = committing();
    for (const entry of entries) void commit(entry);
    await turn();
    expect(groups()).toEqual(expected);
  });

  it('gathers what comes while a request that is not full is on its way', async () => {
    const { commit, sent, groups } = committing();
    const first = commit('a');
    await turn();
    void commit('b');
    await turn();
    void commit('c');
    await turn();
    expect(groups()).toEqual(['a']);
    sent[0]?.answer(YES);
    await first;
    await turn();
    expect(groups()).toEqual(['a', 'b c']);
  });

  it('sends a full request at once, whatever is on its way', async () => {
    const { commit, groups } = committing();
    void commit('a');
    await turn();
    for (const entry of ['b', 'c', 'd', 'e']) void commit(entry);
    await turn();
    expect(groups()).toEqual(['a', 'b c d']);
  });

  it('has nothing wait for a request that was full', async () => {
    const { commit, groups } = committing();
    for (const entry of ['a', 'b', 'c']) void commit(entry);
    await turn();
    void commit('d');
    await turn();
    expect(groups()).toEqual(['a b c', 'd']);
  });

  it('leaves no timer behind once a request has ended', async () => {
    const { commit, sent } = committing();
    const only = commit('a');
    await turn();
    sent[0]?.answer(YES);
    await only;
    await turn();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits for no request that takes unusually long, and minds nothing when that one ends after all', async () => {
    const { commit, sent, groups } = committing();
    void commit('slow');
    await turn();
    void commit('b');
    await turn();
    vi.advanceTimersByTime(20);
    expect(groups()).toEqual(['slow', 'b']);
    void commit('c');
    sent[0]?.answer(YES);
    await turn();
    expect(groups()).toEqual(['slow', 'b']);
  });

  it('tells each sender of its own entry alone', async () => {
    const { commit, sent } = committing();
    const all = Promise.allSettled([commit('a'), commit('b'), commit('c')]);
    await turn();
    sent[0]?.answer([true, false]);
    expect((await all).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    await expect(all).resolves.toMatchObject([{}, { reason: { message: 'uncertain' } }, {}]);
  });

  it('tells all whose request failed, and goes on with the next', async () => {
    const { commit, sent, groups } = committing();
    const failing = commit('a');
    await turn();
    const next = commit('b');
    sent[0]?.fail(new Error('away'));
    await expect(failing).rejects.toThrow('away');
    await turn();
    expect(groups()).toEqual(['a', 'b']);
    sent[1]?.answer(YES);
    await expect(next).resolves.toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { DAY_MS, epochMs, MINUTE_MS, plusMs } from '../../../shared/clinical/instant.ts';
import { createFeedCheck, createFeedWatch } from '../../../shared/intake/feed-watch.ts';
import { type Feed, feedSchema } from '../../../shared/runtime/config.ts';
import { countingTable } from '../alerting/counting-table.ts';

const NOON = epochMs(Date.UTC(2026, 0, 2, 12));
const known = { registered: true };
const stranger = { registered: false };

function house(feed: Partial<Feed> = {}) {
  const table = countingTable();
  const notices: string[] = [];
  const advice: string[] = [];
  const measured: string[] = [];
  const state = { now: NOON, puts: 0 };
  const watch = createFeedWatch({
    ...table,
    put: async (item) => {
      state.puts += 1;
      await table.put(item);
    },
  });
  const check = createFeedCheck({
    table,
    feeds: [{ ...feedSchema.parse({ id: 'lab', unmatchedPatientsAlarm: 3 }), ...feed }],
    operations: {
      tell: async ({ code, subject, text }) => {
        notices.push(`${code} ${subject}`);
        advice.push(text);
      },
    },
    clock: { now: () => state.now },
    telemetry: { measure: (metric, value) => void measured.push(`${metric} ${value}`) },
  });
  const checkAt = async (now: typeof NOON) => {
    state.now = now;
    await check();
  };
  return { watch, checkAt, notices, advice, measured, state, table };
}

describe('a feed that is silent', () => {
  it.each([
    [60, []],
    [61, ['FEED_SILENT lab since 2026-01-02T12:00:00.000Z']],
  ])('for %i of the 60 minutes expected: %j', async (minutes, expected) => {
    const { watch, checkAt, notices } = house({ expectedGapMinutes: 60 });

    await watch.heard('lab', NOON);
    await checkAt(plusMs(NOON, minutes * MINUTE_MS));

    expect(notices).toEqual(expected);
  });

  it.each([
    [60, 0],
    [61, 1],
  ])('for %i of the 60 minutes expected is counted: %i', async (minutes, silent) => {
    const { watch, checkAt, measured } = house({ expectedGapMinutes: 60 });

    await watch.heard('lab', NOON);
    await checkAt(plusMs(NOON, minutes * MINUTE_MS));

    expect(measured).toEqual([`FeedsSilent ${silent}`]);
  });

  it('is told of only where a gap is configured and the feed was heard before', async () => {
    const heard = house();
    await heard.watch.heard('lab', NOON);
    await heard.checkAt(plusMs(NOON, DAY_MS));
    const never = house({ expectedGapMinutes: 60 });
    await never.checkAt(plusMs(NOON, DAY_MS));

    expect([...heard.notices, ...never.notices]).toEqual([]);
  });

  it('is told of with what to do', async () => {
    const { watch, checkAt, advice } = house({ expectedGapMinutes: 1 });

    await watch.heard('lab', NOON);
    await checkAt(plusMs(NOON, 2 * MINUTE_MS));

    expect(advice).toEqual([expect.stringContaining('Ask the interface desk of the laboratory')]);
  });

  it('is written down once a minute while it is heard', async () => {
    const { watch, state } = house();

    for (const seconds of [0, 1, 59, 60, 61]) await watch.heard('lab', plusMs(NOON, seconds * 1_000));

    expect(state.puts).toBe(2);
  });

  it('is written down once although a batch of its messages is heard at once', async () => {
    const { watch, state } = house();

    await Promise.all(['first', 'second', 'third'].map(() => watch.heard('lab', NOON)));

    expect(state.puts).toBe(1);
  });

  it('is written down by the next message when that failed', async () => {
    const puts: string[] = [];
    const watch = createFeedWatch({
      ...countingTable(),
      put: async ({ sk }) => {
        puts.push(String(sk));
        if (puts.length === 1) throw new Error('throttled');
      },
    });

    await expect(watch.heard('lab', NOON)).rejects.toThrow('throttled');
    await watch.heard('lab', NOON);

    expect(puts).toEqual(['HEARD', 'HEARD']);
  });

  it('is looked for once a minute, however often the sweep comes', async () => {
    const { watch, checkAt, notices } = house({ expectedGapMinutes: 1 });
    await watch.heard('lab', NOON);

    for (const seconds of [120, 122, 124, 180]) await checkAt(plusMs(NOON, seconds * 1_000));

    expect(notices).toHaveLength(2);
  });
});

describe('a feed whose patients match nobody in the registry', () => {
  const tomorrow = plusMs(NOON, DAY_MS);

  it('is told of with what to do', async () => {
    const { watch, checkAt, advice } = house();

    await watch.judged('lab', NOON, [stranger, stranger, stranger]);
    await checkAt(tomorrow);

    expect(advice).toEqual([expect.stringContaining('Compare identifiers and assigning authority')]);
  });

  it.each([
    [[stranger, stranger, stranger], ['FEED_MATCHES_NOBODY lab 2026-01-02']],
    [[stranger, stranger], []],
    [[stranger, stranger, stranger, known], []],
    [[known, stranger, stranger, stranger], []],
  ])('of %j is told of on the next day: %j', async (patients, expected) => {
    const { watch, checkAt, notices } = house();

    for (const patient of patients) await watch.judged('lab', NOON, [patient]);
    await checkAt(NOON);
    await checkAt(tomorrow);
    await checkAt(plusMs(tomorrow, MINUTE_MS));

    expect(notices).toEqual(expected);
  });

  it('is told of on each day that it happens', async () => {
    const { watch, checkAt, notices } = house();
    const crowd = [stranger, stranger, stranger];

    await watch.judged('lab', NOON, [known, ...crowd]);
    await watch.judged('lab', tomorrow, crowd);
    await checkAt(tomorrow);
    await checkAt(plusMs(tomorrow, DAY_MS));

    expect(notices).toEqual(['FEED_MATCHES_NOBODY lab 2026-01-03']);
  });

  it('costs no more writes once a patient of the day was found', async () => {
    const { watch, table, state } = house();

    for (let time = 0; time < 10; time += 1) await watch.judged('lab', NOON, [known, stranger]);

    expect(state.puts).toBe(1);
    expect(table.keys()).toHaveLength(1);
  });

  it('leaves what it keeps to expire', async () => {
    const { watch, table } = house();

    await watch.judged('lab', NOON, [stranger]);

    expect(await table.get('FEED#lab', 'DAY#2026-01-02#UNMATCHED')).toMatchObject({
      count: 1,
      expiresAt: (NOON + 8 * DAY_MS) / 1_000,
    });
  });
});

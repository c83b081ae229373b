import { describe, expect, it } from 'vitest';
import { DAY_MS, epochMs, HOUR_MS, MINUTE_MS } from '../../../../shared/clinical/instant.ts';
import { defaultPolicy } from '../../../../shared/clinical/policy.ts';
import { quietTable } from '../../chart/charts.ts';
import { difference, houseOf, placeOf } from './house.ts';

const QUARTER_MS = 15 * MINUTE_MS;

describe('the re-judge of a night', () => {
  it('looks at every patient, page after page, and says how many there were', async () => {
    const { run, seen, measured } = houseOf([['a', 'b'], [], ['c']]);
    expect(await run()).toBeUndefined();
    expect(seen.reviewed).toEqual(['a', 'b', 'c']);
    expect(measured('night-rejudged')).toEqual([{ charts: 3, failed: 0, listed: 0, durationMs: 0 }]);
    expect(measured('RejudgeAgeMs')).toEqual([{ value: 0, unit: 'Milliseconds' }]);
    expect([seen.judged, seen.notices]).toEqual([[], []]);
  });

  it('goes on where the run before it had no more time, and is done once a night', async () => {
    const { run, seen, time, measured } = houseOf([['a'], ['b'], ['c']]);
    time.perChart = 14 * MINUTE_MS;
    await run();
    expect(seen.reviewed).toEqual(['a']);
    time.now = epochMs(time.now + MINUTE_MS);
    time.perChart = 0;
    await run();
    expect(seen.reviewed).toEqual(['a', 'b', 'c']);
    time.now = epochMs(time.now + QUARTER_MS);
    await run();
    expect(seen.reviewed).toHaveLength(3);
    expect(measured('RejudgeAgeMs').at(-1)).toMatchObject({ value: QUARTER_MS });
  });

  it('looks at the patients of a page again whose end was not saved, and counts them once', async () => {
    const { table } = quietTable();
    let saves = 0;
    const putVersion: typeof table.putVersion = async (...given) => {
      saves += 1;
      if (saves === 2) throw new Error('stopped');
      return table.putVersion(...given);
    };
    const { run, seen, measured } = houseOf([['a'], ['b']], undefined, { table: { ...table, putVersion } });
    await expect(run()).rejects.toThrow('stopped');
    await run();
    expect(seen.reviewed).toEqual(['a', 'b', 'b']);
    expect(measured('night-rejudged')).toMatchObject([{ charts: 2 }]);
  });

  it.each([
    ['before one in the night', 24 * HOUR_MS - 1, 3],
    ['from one in the night on', 24 * HOUR_MS, 6],
  ])('begins anew, or not, %s: after %d ms there were %d reviews', async (_, later, reviews) => {
    const { run, seen, time } = houseOf([['a', 'b', 'c']]);
    await run();
    time.now = epochMs(time.now + later);
    await run();
    expect(seen.reviewed).toHaveLength(reviews);
  });

  it('begins though a clock that was wrong has dated the last one ahead', async () => {
    const { run, seen, time } = houseOf([['a']]);
    const now = time.now;
    time.now = epochMs(now + 400 * DAY_MS);
    await run();
    time.now = now;
    await run();
    await run();
    expect(seen.reviewed).toEqual(['a', 'a']);
  });

  it('says how long ago a night came to its end, while none does', async () => {
    const { run, time, measured } = houseOf([['a'], ['b']]);
    await run();
    time.now = epochMs(time.now + DAY_MS);
    time.perChart = QUARTER_MS;
    await run();
    time.now = epochMs(time.now + DAY_MS);
    await run();
    expect(measured('RejudgeAgeMs').map(({ value }) => value)).toEqual([0, DAY_MS + QUARTER_MS, 0]);
  });

  it('leaves the night to another run that has gone on with it', async () => {
    const { table } = quietTable();
    const first = houseOf([['a'], ['b']], undefined, { table });
    const second = houseOf([['a'], ['b']], () => [difference({ finding: 'expected' })], {
      table,
      judge: async () => {
        await first.run();
        return { raised: 0, paged: 0, registered: true };
      },
    });
    await second.run();
    expect([first.seen.reviewed, second.seen.reviewed]).toEqual([['a', 'b'], ['a']]);
    expect(second.measured('RejudgeAgeMs')).toEqual([]);
  });
});

describe('a difference', () => {
  it.each([
    ['missed', ['a'], 1, ['ALERT_MISSED 2026-11-23']],
    ['expected', ['a'], 0, []],
    ['earlier-policy', [], 0, []],
    ['older', [], 0, []],
  ] as const)('%s: raised %j, counted as missed %d, told %j', async (finding, judged, missed, notices) => {
    const { run, seen, measured } = houseOf([['a']], () => [difference({ finding })]);
    await run();
    expect([seen.judged, seen.notices]).toEqual([judged, notices]);
    expect(measured('RejudgeMissed')).toEqual(Array.from({ length: missed }, () => ({ by: 1 })));
    expect(measured('RejudgeDifferences')).toEqual([{ by: 1, finding, kind: 'alert' }]);
  });

  it('is raised with all that its patient lacks, and told once a patient', async () => {
    const both = [difference({ finding: 'older' }), difference({ kind: 'correction' }), difference()];
    const { run, seen, measured } = houseOf([['a']], () => both);
    await run();
    expect([seen.judged, seen.notices]).toEqual([['a'], ['ALERT_MISSED 2026-11-23']]);
    expect(measured('RejudgeMissed')).toEqual([{ by: 2 }]);
  });

  it('keeps nobody else waiting where its chart cannot be judged', async () => {
    const says = (patient: string) => (patient === 'a' ? new Error('unreadable') : [difference()]);
    const { run, seen, measured } = houseOf([['a', 'b']], says);
    await run();
    expect(seen.judged).toEqual(['b']);
    expect(measured('RejudgeFailed')).toEqual([{ by: 1 }]);
  });
});

describe('a command', () => {
  it('is answered with what there is, and with nothing raised, counted or remembered, when it is a dry run', async () => {
    const { run, seen, told, memory } = houseOf([['a'], ['b']], (patient) =>
      patient === 'a' ? [difference(), difference({ kind: 'retraction' })] : new Error('unreadable'),
    );
    expect(await run({ command: { dryRun: true } })).toEqual({
      tally: {
        ...{ charts: 2, failed: 1, listed: 0, registered: {} },
        differences: { 'missed alert': 1, 'missed retraction': 1 },
      },
    });
    expect([seen.judged, seen.notices]).toEqual([[], []]);
    expect(told.map(({ event }) => event)).toEqual(['rejudge-failed']);
    expect(memory.items().map(({ pk }) => pk)).toEqual(['REJUDGE#policies']);
  });

  it('raises as the night does', async () => {
    const { run, seen } = houseOf([['a']], () => [difference()]);
    await run({ command: { dryRun: false } });
    expect([seen.judged, seen.notices]).toEqual([['a'], ['ALERT_MISSED 2026-11-23']]);
  });

  it('is answered in portions of a minute, each of which says where to go on', async () => {
    const { run, seen, time } = houseOf([['a'], ['b'], ['c']]);
    time.perChart = MINUTE_MS / 2;
    const first = await run({ command: { dryRun: true } });
    expect(first).toMatchObject({ tally: { charts: 2 }, next: placeOf(2) });
    const last = await run({ command: { dryRun: true, after: first?.next } });
    expect(last).toEqual({ tally: { charts: 1, failed: 0, differences: {}, listed: 0, registered: {} } });
    expect(seen.reviewed).toEqual(['a', 'b', 'c']);
  });

  it('is refused where it is not as it should be, before anybody is looked at', async () => {
    const { run, memory, seen } = houseOf([['a']]);
    await expect(run({ command: { dryRun: 'perhaps' } })).rejects.toThrow();
    expect([memory.items(), seen.reviewed]).toEqual([[], []]);
  });
});

describe('the pace', () => {
  it('leaves the table to messages: so many charts a second, and no more', async () => {
    const twelve = Array.from({ length: 12 }, (_, index) => `p${index}`);
    const { run, seen } = houseOf([twelve]);
    await run();
    expect(seen.paused).toBe(120);
  });

  it('waits for nothing where the charts themselves take that long', async () => {
    const { run, seen, time } = houseOf([['a', 'b', 'c', 'd', 'e']]);
    time.perChart = 20;
    await run();
    expect(seen.paused).toBe(0);
  });
});

describe('a policy', () => {
  const other = { ...defaultPolicy, version: '2' };
  const YESTERDAY = epochMs(Date.UTC(2026, 10, 23, 1));

  it('that was there from the first is taken to have always held', async () => {
    const { run, policySinces } = houseOf([[]]);
    await run();
    expect(policySinces.map((since) => since({ ...defaultPolicy }))).toEqual([0]);
  });

  it('that is met later holds since then, and one that was gone meanwhile from anew', async () => {
    const policies = [defaultPolicy];
    const { run, time, policySinces } = houseOf([[]], undefined, {
      policies: { all: policies, choice: 'by team' },
    });
    const met = async (...given: readonly (typeof defaultPolicy)[]) => {
      policies.splice(0, policies.length, ...given);
      await run();
      const since = policySinces.at(-1);
      time.now = epochMs(time.now + DAY_MS);
      return given.map((policy) => since?.(policy));
    };
    expect(await met(defaultPolicy)).toEqual([0]);
    expect(await met(defaultPolicy, other)).toEqual([0, YESTERDAY + DAY_MS]);
    expect(await met(other)).toEqual([YESTERDAY + DAY_MS]);
    expect(await met(defaultPolicy, other)).toEqual([YESTERDAY + 3 * DAY_MS, YESTERDAY + DAY_MS]);
  });

  it('is known by what it says, not by its version', async () => {
    const policies = [defaultPolicy];
    const { run, policySinces } = houseOf([[]], undefined, {
      policies: { all: policies, choice: 'by team' },
    });
    await run();
    policies[0] = { ...defaultPolicy, draw: { windowMinutes: 60 } };
    await run();
    expect(policySinces.at(-1)?.(policies[0])).toBe(YESTERDAY);
  });

  it('that is not configured any more holds since now', async () => {
    const { run, policySinces } = houseOf([[]]);
    await run();
    expect(policySinces.at(-1)?.(other)).toBe(YESTERDAY);
  });

  it('that patients are given by another choice holds since then, whichever it is', async () => {
    const { table } = quietTable();
    const by = (choice: string) =>
      houseOf([[]], undefined, { table, policies: { all: [defaultPolicy], choice } });
    await by('feed').run();
    const { run, policySinces } = by('registry');
    await run();
    expect(policySinces[0]?.(defaultPolicy)).toBe(YESTERDAY);
  });
});

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { HOUR_MS, plusMs } from '../../../shared/clinical/instant.ts';
import { parseConfig } from '../../../shared/runtime/load-config.ts';
import { DAY_START, generateDay, stories } from '../../../tools/day/day.ts';
import { registryPeople } from '../../../tools/day/registry-people.ts';
import { accountOf, addsUp, type DayAccount, type Played } from '../../../tools/demo/account.ts';
import { accountJson } from '../../../tools/demo/account-json.ts';
import { differences } from '../../../tools/demo/expectation.ts';
import { gistOf } from '../../../tools/demo/gist.ts';
import { startDemoPipeline } from '../../../tools/demo/pipeline.ts';
import { playDay } from '../../../tools/demo/play.ts';
import { reportText } from '../../../tools/demo/report.ts';

const registry = readFileSync('tools/samples/registry.csv', 'utf8');
const config = parseConfig(readFileSync('tools/samples/calcium-alerts.config.json', 'utf8'));
const outage = { from: plusMs(DAY_START, 17 * HOUR_MS), until: plusMs(DAY_START, 17.5 * HOUR_MS) };

describe('the sample day, played through the pipeline', () => {
  let played: readonly Played[];
  let account: DayAccount;

  beforeAll(async () => {
    const messages = generateDay({ seed: 2, start: DAY_START, background: 40 }, registryPeople(registry));
    const begins = messages[0]?.at ?? DAY_START;
    const pipeline = await startDemoPipeline({ config, registry, begins, outage });
    played = await playDay(messages, pipeline, () => {}).finally(pipeline.close);
    account = accountOf(played, { alertIdOf: pipeline.alertIdOf, explain: gistOf });
  }, 60_000);

  test.each(stories.map(({ id }) => [id]))('ends as it should: %s', (id) => {
    const story = stories.filter((one) => one.id === id);

    expect(differences(account, story).filter((difference) => difference.story === id)).toEqual([]);
  });

  test('pages nobody for ordinary traffic', () => {
    expect(account.raised.filter(({ story }) => story === undefined)).toEqual([]);
  });

  test('gives every message exactly one fate', () => {
    expect(played.filter(({ happening }) => happening.fates.length !== 1)).toEqual([]);
    expect(addsUp(account.counts)).toBe(true);
  });

  test('sends what the outage kept back within three minutes of its end, marked REPEAT', () => {
    const late = account.raised.filter(({ paged }) => paged?.page.repeat);

    expect(late.map(({ story }) => story)).toEqual(['preliminary-waits', 'returns']);
    for (const { paged } of late) expect((paged?.at ?? 0) - outage.until).toBeLessThanOrEqual(3 * 60_000);
  });

  test('pages nothing twice', () => {
    const pages = played.flatMap(({ happening }) => happening.pages.map(({ page }) => page.alertId));

    expect(new Set(pages).size).toBe(pages.length);
  });

  test('puts nothing of a patient or a value into a page', () => {
    const texts = played.flatMap(({ happening }) =>
      happening.pages.map(({ page }) => [page.subject, page.sms, page.email].join('\n')),
    );
    const told =
      /RS\d{6}|NM\d{6}|calcium|mg\/dL|mmol|\bC\d\d\b|Alder|Birch|Cedar|Hazel|Juniper|Larch|Maple|Rowan|Willow/i;

    expect(texts.length).toBeGreaterThan(20);
    expect(texts.filter((text) => told.test(text))).toEqual([]);
  });

  test('says in the report that all stories ended as they should and the counts add up', () => {
    const report = reportText({ account, stories, dayStart: DAY_START, outage, config });

    expect(report).toContain(`All ${stories.length} stories ended as they should.`);
    expect(report).toContain('The counts add up.');
    expect(report.split('\n').filter((line) => line.length > 130)).toEqual([]);
  });

  test('is the same account as JSON', () => {
    const json = JSON.parse(accountJson(account)) as { raised: unknown[]; counts: { received: number } };

    expect(json.raised).toHaveLength(account.raised.length);
    expect(json.counts.received).toBe(played.length);
  });
});

import { describe, expect, it } from 'vitest';
import { CHART_KEY } from '../../../shared/chart/chart.ts';
import { createChartService } from '../../../shared/chart/create-chart-service.ts';
import { judgeChart } from '../../../shared/chart/judge-chart.ts';
import { DAY_MS, epochMs, plusMs } from '../../../shared/clinical/instant.ts';
import { defaultPolicy } from '../../../shared/clinical/policy.ts';
import type { JudgeInput } from '../../../shared/clinical/verdict.ts';
import { chartedFact, chartOf, entry, keys, NOW, patientFact, raisedAlert, sent } from './charts.ts';
import { escalation } from './escalations.ts';
import { NOTHING, partsOf, saying } from './services.ts';

const FACT = 'FACT#0123456789abcdefghijkl#mnopqrstuvwxyz01234567';
const SHORT = FACT.slice(-12);
const alert = raisedAlert('P#1', 'r', { restsOn: [FACT] });
const expiry = (at: number) => at / 1000;

function known(...facts: readonly string[]) {
  return facts.map((factKey) => ({ fact: chartedFact('P#1', factKey), readAt: NOW, expiresAt: undefined }));
}

describe('judging a chart', () => {
  it('writes nothing and publishes nothing where nothing is raised', async () => {
    const { parts, pages, memory, logged } = partsOf();
    expect(await judgeChart(parts, 'P#1')).toEqual({ raised: 0, paged: 0, registered: false });
    expect([pages, memory.items(), logged]).toEqual([[], [], []]);
  });

  it("judges by the patient's own policy, of the facts as they were read, and says what that lacks", async () => {
    const policy = { ...defaultPolicy, version: '1+team:lung@2' };
    const seen: [readonly unknown[], string][] = [];
    const { parts, plain } = partsOf({
      policyOf: (facts) =>
        facts.length === 1 ? { policy, unknownPolicySet: 'gone' } : { policy: defaultPolicy },
      judge: (input) => {
        seen.push([input.facts.map(({ factKey }) => factKey), input.policy.version]);
        return NOTHING;
      },
    });
    await plain.putFact({ fact: chartedFact('P#1', FACT), readAt: NOW, expiresAt: expiry(NOW + DAY_MS) });
    expect(await judgeChart(parts, 'P#1')).toEqual({
      raised: 0,
      paged: 0,
      registered: false,
      unknownPolicySet: 'gone',
    });
    expect(seen).toEqual([[[FACT], '1+team:lung@2']]);
  });

  it('raises, tells more beside the result, publishes and marks as sent', async () => {
    const { parts, pages, plain, memory } = partsOf({ judge: saying({ raised: [alert], registered: true }) });
    await plain.putFact({ fact: chartedFact('P#1', FACT), readAt: NOW, expiresAt: expiry(NOW + DAY_MS) });
    expect(await judgeChart(parts, 'P#1')).toMatchObject({ raised: 1, paged: 1 });
    const [charted] = (await plain.chart('P#1')).alerts;
    expect(charted).toMatchObject({
      id: keys.alertId({ ...alert, level: 'urgent' }),
      restsOn: [{ where: 'P#1', facts: [SHORT] }],
      restsUntil: NOW + 400 * DAY_MS,
      team: 'lung',
      delivery: { state: 'sent', attempts: 1 },
    });
    expect(pages).toEqual([expect.objectContaining({ alertId: charted?.id, team: 'lung', repeat: false })]);
    expect(charted?.details).toBe('token1-1');
    const item = memory.items().find(({ sk }) => sk === `ALERT#${charted?.id}#token1-1`);
    expect(item).toMatchObject({ patient: alert.patient, judgement: { value: '12.8' } });
  });

  it('says where an alert is found by its team and by its id before the chart names it', async () => {
    let inTime: readonly string[] = [];
    const { parts, memory, plain } = partsOf({
      judge: saying({ raised: [alert, raisedAlert('P#1', 's', { team: undefined })] }),
      wrap: (table) => ({
        ...table,
        putVersion: async (item, expected) => {
          if (inTime.length === 0) inTime = memory.items().map(({ pk, sk }) => `${pk} ${sk}`);
          return table.putVersion(item, expected);
        },
      }),
    });
    await judgeChart(parts, 'P#1');
    const [first, second] = (await plain.chart('P#1')).alerts.map(({ id }) => id);
    expect(inTime).toEqual(
      expect.arrayContaining([
        `TEAM#lung RAISED#2026-01-05T12:00:00.000Z#${first}`,
        `TEAM#fallback RAISED#2026-01-05T12:00:00.000Z#${second}`,
        `PLACE#${first} PLACE`,
        `PLACE#${second} PLACE`,
      ]),
    );
    const items = memory.items().filter(({ alertId }) => alertId === first);
    expect(items.map(({ pk, where, details }) => [pk, where, details])).toEqual([
      ['P#1', undefined, undefined],
      ['TEAM#lung', 'P#1', 'token1-1'],
      [`PLACE#${first}`, 'P#1', undefined],
    ]);
  });

  it.each([
    [undefined, 'east', 'east-team'],
    ['lung', 'east', 'lung'],
    [undefined, 'west', undefined],
  ])('pages the team %s of the registry, else that of feed %s: %s', async (team, feed, paged) => {
    const { parts, plain } = partsOf({
      judge: saying({ raised: [{ ...alert, team }] }),
      feedTeams: new Map([['east', 'east-team']]),
    });
    const other = { ...chartedFact('P#1', 'FACT#0#other'), feed: feed === 'east' ? 'west' : 'east' };
    for (const fact of [other, { ...chartedFact('P#1', FACT), feed }]) {
      await plain.putFact({ fact, readAt: NOW, expiresAt: expiry(NOW + DAY_MS) });
    }
    await judgeChart(parts, 'P#1');
    expect((await plain.chart('P#1')).alerts[0]?.team).toBe(paged);
  });

  it('keeps with an alert who is paged of it next, worked out for its team, level and time', async () => {
    const asked: unknown[] = [];
    const { parts, plain } = partsOf({
      judge: saying({ raised: [alert] }),
      freezeEscalation: (of) => {
        asked.push(of);
        return escalation();
      },
    });
    await judgeChart(parts, 'P#1');
    expect(asked).toEqual([{ team: 'lung', level: 'urgent', raisedAt: NOW }]);
    expect((await plain.chart('P#1')).alerts[0]?.escalation).toEqual(escalation());
  });

  it.each(['correction', 'retraction'] as const)('escalates no %s', async (kind) => {
    const { parts, plain } = partsOf({
      judge: saying({ raised: [{ ...alert, kind }] }),
      freezeEscalation: () => escalation(),
    });
    await judgeChart(parts, 'P#1');
    expect((await plain.chart('P#1')).alerts).toEqual([
      expect.not.objectContaining({ escalation: expect.anything() }),
    ]);
  });

  it('rests on facts for ever where none of them expires', async () => {
    const { parts, plain } = partsOf({ judge: saying({ raised: [alert] }) });
    for (const stored of known(FACT, 'FACT#other#one')) await plain.putFact(stored);
    await judgeChart(parts, 'P#1');
    const [charted] = (await plain.chart('P#1')).alerts;
    expect(charted).not.toHaveProperty('restsUntil');
    expect(charted?.restsOn).toEqual([{ where: 'P#1', facts: [SHORT] }]);
  });

  it("keeps a registered patient's facts longer before it writes the chart", async () => {
    let extended = 0;
    const { parts, plain } = partsOf({
      judge: saying({ registered: true }, { registered: true }),
      wrap: (table) => ({
        ...table,
        extendExpiry: async (...given) => {
          extended += 1;
          await table.extendExpiry(...given);
        },
      }),
    });
    for (let index = 0; index < 30; index += 1) {
      const fact = chartedFact('P#1', `FACT#${index}#c`);
      await plain.putFact({ fact, readAt: NOW, expiresAt: expiry(NOW + 90 * DAY_MS) });
    }
    await plain.putFact({ fact: chartedFact('P#1', 'FACT#d#c'), readAt: NOW, expiresAt: undefined });
    await judgeChart(parts, 'P#1');
    const { facts } = await plain.read('P#1', NOW);
    const kept = facts.filter(({ expiresAt }) => expiresAt === expiry(NOW + 400 * DAY_MS));
    expect([facts.length, kept.length, extended]).toEqual([31, 30, 30]);
    await judgeChart(parts, 'P#1');
    expect(extended).toBe(30);
  });

  it('remembers the other draws that count as alerted with it', async () => {
    const also = [{ resultKey: 's', level: 'routine', grade: 1, collectedAt: NOW, n: 0 }] as const;
    const { parts, plain } = partsOf({ judge: saying({ raised: [{ ...alert, also }] }) });
    await judgeChart(parts, 'P#1');
    expect((await plain.chart('P#1')).alerts[0]?.also).toEqual(also);
  });

  it.each([
    ['says REPEAT of what rests on nothing received since the table was restored', 1, true, 1],
    ['says nothing of the kind where a fact of it was received at that moment or later', 0, false, 0],
  ])('%s', async (_, later, repeat, again) => {
    const { parts, pages, plain, metrics } = partsOf({
      judge: saying({ raised: [raisedAlert('P#1', 'r', { restsOn: ['FACT#old#1', FACT] })] }),
      restoredAt: plusMs(NOW, later),
    });
    for (const fact of [
      chartedFact('P#1', FACT),
      chartedFact('P#1', 'FACT#old#1', { receivedAt: plusMs(NOW, -DAY_MS) }),
      chartedFact('P#1', 'FACT#else#1', { receivedAt: plusMs(NOW, DAY_MS) }),
    ]) {
      await plain.putFact({ fact, readAt: NOW, expiresAt: undefined });
    }
    expect(await judgeChart(parts, 'P#1')).toMatchObject({ raised: 1, paged: 1 });
    expect(pages).toMatchObject([{ repeat }]);
    expect(metrics).toContainEqual(['AlertsRaisedAgain', again]);
  });

  it("puts worklist entries in the chart and on nobody's pager", async () => {
    const judge = saying({ raised: [raisedAlert('P#1', 'r', { alertLevel: 'worklist' })] });
    const { parts, pages, plain } = partsOf({ judge });
    await judgeChart(parts, 'P#1');
    expect((await plain.chart('P#1')).alerts.map(({ delivery }) => delivery)).toEqual([{ state: 'none' }]);
    expect(pages).toEqual([]);
  });

  it('sends a notice to the team that was alerted, and keeps it with the alert it is about', async () => {
    const notice = raisedAlert('P#2', 'r', { kind: 'correction', about: 'first', team: 'breast', n: 1 });
    const { parts, pages, plain } = partsOf({ judge: saying({ raised: [notice] }) });
    const alerts = [
      entry('another', 'P#1', { team: 'brain', delivery: sent }),
      entry('first', 'P#0', { team: 'lung', delivery: sent }),
    ];
    await plain.write(chartOf('P#1', { alerts }));
    await judgeChart(parts, 'P#1');
    expect((await plain.chart('P#1')).alerts[2]).toMatchObject({
      where: 'P#0',
      team: 'lung',
      about: 'first',
    });
    expect(pages[0]?.team).toBe('lung');
  });

  it('sends the notice of an alert without a team to the fallback team too', async () => {
    const notice = raisedAlert('P#1', 'r', { kind: 'correction', about: 'first', team: 'breast' });
    const { parts, pages, plain } = partsOf({ judge: saying({ raised: [notice] }) });
    await plain.write(chartOf('P#1', { alerts: [entry('first', 'P#1', { delivery: sent })] }));
    await judgeChart(parts, 'P#1');
    expect(pages[0]?.team).toBe('fallback');
  });

  it('raises nothing that is charted already, and nothing twice', async () => {
    const judge = saying({ raised: [alert, alert] }, { raised: [alert] });
    const { parts, pages, plain } = partsOf({ judge });
    expect(await judgeChart(parts, 'P#1')).toMatchObject({ raised: 1 });
    expect((await plain.chart('P#1')).alerts).toHaveLength(1);
    expect(pages).toHaveLength(1);
  });

  it('judges again after its write, for a fact put between read and write', async () => {
    const correction = raisedAlert('P#1', 'r', {
      kind: 'correction',
      about: keys.alertId({ ...alert, level: 'urgent' }),
    });
    const { parts, pages } = partsOf({ judge: saying({ raised: [alert] }, { raised: [correction] }) });
    expect(await judgeChart(parts, 'P#1')).toMatchObject({ raised: 2 });
    expect(pages.map(({ kind }) => kind)).toEqual(['alert', 'correction']);
  });

  it('judges again after a lost race', async () => {
    let races = 2;
    const { parts, pages, plain } = partsOf({
      judge: saying({ raised: [alert] }, { raised: [alert] }, { raised: [alert] }),
      wrap: (table) => ({
        ...table,
        putVersion: async (item, expected) => {
          if (races === 0) return table.putVersion(item, expected);
          races -= 1;
          await table.putVersion({ ...chartOf('P#1'), sk: CHART_KEY, version: expected + 1 }, expected);
          return false;
        },
      }),
    });
    await judgeChart(parts, 'P#1');
    expect([pages.length, (await plain.chart('P#1')).alerts.length]).toEqual([1, 1]);
  });

  it('sends once what it could not mark as sent', async () => {
    let writes = 0;
    const { parts, pages } = partsOf({
      judge: saying({ raised: [alert] }),
      wrap: (table) => ({
        ...table,
        putVersion: async (...given) => {
          writes += 1;
          if (writes === 2) throw new Error('stopped');
          return table.putVersion(...given);
        },
      }),
    });
    await judgeChart(parts, 'P#1');
    expect(pages).toHaveLength(1);
  });

  it('delivers what it wrote though it was told that it had not', async () => {
    let lies = true;
    const { parts, pages } = partsOf({
      judge: saying({ raised: [alert] }),
      wrap: (table) => ({
        ...table,
        putVersion: async (item, expected) => {
          const isWritten = await table.putVersion(item, expected);
          if (!lies) return isWritten;
          lies = false;
          return false;
        },
      }),
    });
    await judgeChart(parts, 'P#1');
    expect(pages).toHaveLength(1);
  });

  it('gives up, to be tried again, when it loses every race', async () => {
    let races = 0;
    const { parts } = partsOf({
      judge: () => ({ ...NOTHING, raised: [alert] }),
      wrap: (table) => ({
        ...table,
        putVersion: async () => {
          races += 1;
          return false;
        },
      }),
    });
    await expect(judgeChart(parts, 'P#1')).rejects.toMatchObject({
      code: 'CHART_CONTENDED',
      errorClass: 'transient',
    });
    expect(races).toBe(20);
  });

  it('refuses a patient with more than 5,000 facts', async () => {
    const { parts, plain } = partsOf();
    const facts = known(...Array.from({ length: 5_001 }, (_, index) => `FACT#${index}#c`));
    for (const fact of facts.slice(1)) await plain.putFact(fact);
    expect(await judgeChart(parts, 'P#1')).toMatchObject({ raised: 0 });
    for (const fact of facts.slice(0, 1)) await plain.putFact(fact);
    await expect(judgeChart(parts, 'P#1')).rejects.toMatchObject({ reason: 'too-many-facts' });
  });
});

describe('a fact that an alert rests on and the read lacks', () => {
  const retraction = raisedAlert('P#1', 'r', { kind: 'retraction', about: 'first' });
  const resting = (more: object) =>
    chartOf('P#1', {
      alerts: [
        entry('first', 'P#1', { delivery: sent, restsOn: [{ where: 'P#1', facts: [SHORT] }], ...more }),
      ],
    });

  it('is read for again, and never retracts', async () => {
    const { parts, plain, logged } = partsOf({ judge: saying({ raised: [retraction] }) });
    await plain.write(resting({}));
    expect(await judgeChart(parts, 'P#1')).toMatchObject({ raised: 0 });
    expect(logged).toEqual(['facts-missing', 'facts-missing']);
  });

  it('is missed where the others that the alert rests on are there', async () => {
    const { parts, plain, logged } = partsOf();
    await plain.write(resting({ restsOn: [{ where: 'P#1', facts: [SHORT, 'missing'] }] }));
    for (const stored of known(FACT)) await plain.putFact(stored);
    await judgeChart(parts, 'P#1');
    expect(logged).toEqual(['facts-missing', 'facts-missing']);
  });

  it('counts when the second read has it', async () => {
    let queries = 0;
    const seen: JudgeInput[] = [];
    const { parts, plain, logged } = partsOf({
      judge: (input) => {
        seen.push(input);
        return NOTHING;
      },
      wrap: (table) => ({
        ...table,
        query: async (...given) => {
          queries += 1;
          const items = await table.query(...given);
          return queries === 1 ? items.slice(0, 1) : items;
        },
      }),
    });
    await plain.write(resting({}));
    for (const stored of known(FACT)) await plain.putFact(stored);
    await judgeChart(parts, 'P#1');
    expect(seen.map(({ facts }) => facts.length)).toEqual([1]);
    expect(logged).toEqual(['facts-missing']);
  });

  it('is not looked for once it has expired, and still retracts nothing', async () => {
    const { parts, plain, logged } = partsOf({ judge: saying({ raised: [retraction] }) });
    await plain.write(resting({ restsUntil: NOW }));
    expect(await judgeChart(parts, 'P#1')).toMatchObject({ raised: 0 });
    expect(logged).toEqual([]);
  });

  it('is looked for where one of several alerts still waits for its own', async () => {
    const { parts, plain, logged } = partsOf();
    const restsOn = [{ where: 'P#1', facts: [SHORT] }];
    const alerts = [
      entry('first', 'P#1', { delivery: sent, restsOn, restsUntil: NOW }),
      entry('second', 'P#1', { delivery: sent, restsOn }),
    ];
    await plain.write(chartOf('P#1', { alerts }));
    await judgeChart(parts, 'P#1');
    expect(logged).toHaveLength(2);
  });

  it('is looked for until it has expired', async () => {
    const { parts, plain, logged } = partsOf();
    await plain.write(resting({ restsUntil: plusMs(NOW, 1) }));
    await judgeChart(parts, 'P#1');
    expect(logged).toHaveLength(2);
  });

  it('does not count where it lies with a patient who has left', async () => {
    const { parts, plain } = partsOf({ judge: saying({ raised: [retraction] }) });
    await plain.write(resting({ restsOn: [{ where: 'P#gone', facts: [SHORT] }] }));
    expect(await judgeChart(parts, 'P#1')).toMatchObject({ raised: 1 });
  });
});

describe('the chart service', () => {
  const [a, b] = [
    { authority: 'HOSP', id: 'A' },
    { authority: 'HOSP', id: 'B' },
  ];

  it('puts a fact under the patient and what it is, once', async () => {
    const { parts, plain } = partsOf();
    const service = createChartService(parts);
    const fact = patientFact();
    const key = await service.record(a, 'message', fact);
    await service.record(a, 'message', { ...fact, receivedAt: plusMs(NOW, -5) });
    expect(key).toBe(keys.patientKey(a));
    const { facts } = await plain.read(key, NOW);
    expect(facts).toEqual([
      {
        fact: { ...fact, receivedAt: NOW - 5, where: key, factKey: keys.factKey('message', fact) },
        readAt: NOW,
        expiresAt: expiry(NOW + 90 * DAY_MS),
      },
    ]);
    expect(await service.judge(key)).toEqual({ raised: 0, paged: 0, registered: false });
  });

  it("judges linked patients as one: with the survivor's name, and when the others came", async () => {
    const seen: JudgeInput[] = [];
    const raised = raisedAlert(keys.patientKey(b), 'r', { patient: b });
    const { parts, memory } = partsOf({
      judge: (input) => {
        seen.push(input);
        return { ...NOTHING, raised: seen.length === 1 ? [raised] : [] };
      },
    });
    const service = createChartService(parts);
    await service.record(a, 'one', patientFact());
    await service.record(b, 'two', patientFact());
    const event = { action: 'merge', survivor: a, absorbed: b } as const;
    expect(await service.link(event, plusMs(NOW, -9))).toBe(keys.patientKey(a));
    const joined = seen[0]?.facts.map(({ where, joinedAt }) => [where, ...(joinedAt ?? [])]);
    expect(joined).toContainEqual([keys.patientKey(a), [keys.patientKey(b), NOW - 9]]);
    expect(joined).toContainEqual([keys.patientKey(b), [keys.patientKey(a), NOW - 9]]);
    expect(memory.items().find(({ sk }) => sk.startsWith('ALERT#'))).toMatchObject({ patient: a });
  });

  it('judges both patients when a merge is taken back', async () => {
    const seen: number[] = [];
    const { parts } = partsOf({
      judge: ({ facts }) => {
        seen.push(facts.length);
        return NOTHING;
      },
    });
    const service = createChartService(parts);
    await service.record(a, 'one', patientFact());
    await service.record(b, 'two', patientFact());
    await service.link({ action: 'merge', survivor: a, absorbed: b }, epochMs(1));
    await service.link({ action: 'unlink', survivor: a, absorbed: b }, epochMs(2));
    expect(seen).toEqual([2, 1, 1]);
  });
});

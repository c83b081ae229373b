import { describe, expect, it, onTestFinished } from 'vitest';
import { openHttpDoor, type Route } from '../../../infra/local/http/local-server.ts';
import { archivedRoute } from '../../../infra/local/tools/archived-route.ts';
import { explainRoute } from '../../../infra/local/tools/explain-route.ts';
import { registryRoutes } from '../../../infra/local/tools/registry-routes.ts';
import { testPageRoute } from '../../../infra/local/tools/test-page-route.ts';
import type { PatientKey } from '../../../shared/chart/chart-service.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { quietTelemetry } from './quiet-telemetry.ts';

/** What a route answers to the JSON of a POST. */
async function posted(route: Route, body: unknown) {
  const http = await openHttpDoor(0, quietTelemetry());
  onTestFinished(() => http.close());
  http.serve(new Map([['/x', new Map([['POST', route]])]]));
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(`http://127.0.0.1:${http.port}/x`, { method: 'POST', body: text });
  return { status: answer.status, text: (await answer.text()).trim() };
}

const PATIENT = { authority: 'EAST', id: '1' };
const ROW = { icd10: 'C50', status: 'active' };

function registry() {
  const recorded: unknown[] = [];
  const judged: string[] = [];
  const routes = registryRoutes({
    client: undefined as never,
    chart: {
      record: async (patient, _, fact) => {
        recorded.push([patient, fact.registration?.icd10]);
        return 'P#1' as PatientKey;
      },
      judge: async (key) => {
        judged.push(key);
        return { raised: 1, paged: 1, registered: true };
      },
    },
  });
  return { ...routes, recorded, judged };
}

describe('POST /patients', () => {
  it('puts patients, and then judges whom it is told to', async () => {
    const { record, judge, recorded, judged } = registry();

    const put = await posted(record, { loadedAt: 7, patients: [{ patient: PATIENT, rows: [ROW] }] });
    const verdict = await posted(judge, { patients: ['P#1', 'P#1'] });

    expect([put.status, JSON.parse(put.text), recorded]).toEqual([
      200,
      { patients: ['P#1'] },
      [[PATIENT, 'C50']],
    ]);
    expect([verdict.status, JSON.parse(verdict.text), judged]).toEqual([
      200,
      { raised: 1, paged: 1 },
      ['P#1'],
    ]);
  });

  it.each([
    ['no JSON', '{'],
    ['a patient without a row', { loadedAt: 7, patients: [{ patient: PATIENT, rows: [] }] }],
    [
      'a status that is none',
      { loadedAt: 7, patients: [{ patient: PATIENT, rows: [{ ...ROW, status: 'x' }] }] },
    ],
    ['what nobody asked for', { loadedAt: 7, patients: [], more: 1 }],
  ])('refuses %s with what it takes', async (_, body) => {
    const { record, recorded } = registry();

    const { status, text } = await posted(record, body);

    expect([status, recorded]).toEqual([400, []]);
    expect(text).toMatch(/^This address takes \{"loadedAt".*npx calcium-alerts patients import\.$/);
  });

  it('judges nothing that is no patient', async () => {
    const { judge, judged } = registry();

    expect([(await posted(judge, { patients: ['TEAM#lung'] })).status, judged]).toEqual([400, []]);
  });
});

describe('POST /explain', () => {
  it('answers 404 where no chart holds such an alert', async () => {
    const table = { get: async () => undefined };
    const route = explainRoute({ dependencies: { table }, desk: {} } as never);

    expect(await posted(route, { alertId: 'yn5b7ehmzkmmm63u' })).toEqual({
      ...{ status: 404, text: 'There is no such thing here.' },
    });
  });

  it('refuses to reveal anything to nobody', async () => {
    const route = explainRoute({ dependencies: {}, desk: {} } as never);

    expect((await posted(route, { alertId: 'x', revealTo: { id: '', name: '' } })).status).toBe(400);
  });
});

describe('POST /archived', () => {
  const nothingArchived = { archive: { list: async () => [] } } as never;

  it('refuses a span that ends before it begins', async () => {
    const asked = { controlId: 'C1', from: 2, until: 1, reveal: false };

    expect((await posted(archivedRoute(nothingArchived), asked)).status).toBe(400);
  });

  it('answers nothing where no such message was received', async () => {
    const { text } = await posted(archivedRoute(nothingArchived), {
      ...{ controlId: 'C1', from: 1, until: 2, reveal: false },
    });

    expect(JSON.parse(text)).toEqual({ parts: [] });
  });
});

describe('POST /test-page', () => {
  it('delivers to everybody of the named teams who hears of critical pages', async () => {
    const { teams } = configSchema.parse({
      teams: ['a', 'b'].map((id) => ({
        ...{ id, name: id },
        contacts: [
          { protocol: 'sms', to: '+12025550141' },
          { protocol: 'email', to: `${id}@example.org` },
          { protocol: 'email', to: 'r@example.org', levels: ['routine'] },
        ],
      })),
      fallbackTeam: 'a',
    });
    const delivered: unknown[] = [];
    let told = 0;
    const route = testPageRoute({
      teams,
      database: { ask: async (_: string, some: readonly unknown[]) => void delivered.push(...some) } as never,
      clock: { now: () => epochMs(5) },
      onDelivered: () => {
        told += 1;
      },
    });

    const { status, text } = await posted(route, { teams: ['b'] });

    expect([status, JSON.parse(text), told]).toEqual([200, { delivered: 2 }, 1]);
    expect(delivered).toMatchObject([
      { at: 5, team: 'b', kind: 'test', protocol: 'sms', to: '+12025550141', subject: '' },
      { at: 5, team: 'b', kind: 'test', protocol: 'email', to: 'b@example.org', alertId: '' },
    ]);
  });
});

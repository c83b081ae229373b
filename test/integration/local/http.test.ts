import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectDatabase } from '../../../infra/local/database/database-client.ts';
import type { ReceiveHandler } from '../../../infra/local/http/hl7-route.ts';
import { createLiveEvents } from '../../../infra/local/http/live-events.ts';
import { openHttpDoor } from '../../../infra/local/http/local-server.ts';
import { localRoutes } from '../../../infra/local/http/routes.ts';
import type { ListedAlert, StandingAlert } from '../../../shared/chart/alert-listing.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { quietTelemetry } from './quiet-telemetry.ts';
import { temporaryFolder } from './temporary-folder.ts';

const config = configSchema.parse({
  fallbackTeam: 'on-call',
  teams: [{ id: 'on-call', name: 'On call', contacts: [{ protocol: 'email', to: 'a@example.org' }] }],
  caps: { httpBytes: 1_000 },
});

const ALERT: ListedAlert = {
  alertId: 'k3jd82hfa9qm4x7p',
  patient: { authority: 'RIVERSIDE', id: '<b>1' },
  level: 'critical',
  kind: 'alert',
  grade: 4,
  flags: ['BONE'],
  rule: 'R2',
  value: '14.0',
  unit: 'mg/dL',
  correctedValue: null,
  collectedAt: '2026-03-09T14:05:00.000Z',
  raisedAt: '2026-03-09T14:06:00.000Z',
  delivery: 'sent',
  acknowledgement: null,
};

/** The same alert as the charts hold it. */
const STANDING: StandingAlert = {
  entry: {
    ...{ id: ALERT.alertId, where: 'P#1', kind: 'alert', level: 'critical', grade: 4, rule: 'R2', n: 0 },
    ...{ resultKey: 'r', details: 'd', also: [], restsOn: [] },
    collectedAt: epochMs(Date.parse(ALERT.collectedAt)),
    raisedAt: epochMs(Date.parse(ALERT.raisedAt)),
    delivery: { state: 'sent', sentAt: epochMs(Date.parse(ALERT.raisedAt)), attempts: 1 },
  },
  told: {
    ...{ pk: 'P#1', sk: 'ALERT#d', patient: ALERT.patient },
    judgement: {
      ...{ flags: ['BONE'], value: '14.0', unit: 'mg/dL', comparator: '=', upperLimit: '10.5' },
      ...{ analyte: 'calcium-total', collectedAt: Date.parse(ALERT.collectedAt), reasons: [], context: [] },
      cancer: { class: 'active', bone: true, codes: ['C90.00'] },
      policyVersion: '1',
    },
  },
};

const echo: ReceiveHandler = async ({ body }) => ({
  statusCode: 200,
  headers: { 'Content-Type': 'x-application/hl7-v2+er7' },
  body: body ?? '',
  isBase64Encoded: true,
});

async function door(receive: ReceiveHandler = echo) {
  const database = await connectDatabase(join(temporaryFolder(), 'calcium-alerts.db'), () => {});
  const events = createLiveEvents(systemClock);
  const telemetry = quietTelemetry();
  const http = await openHttpDoor(0, telemetry);
  http.serve(
    localRoutes({
      receive,
      rejudge: async (command) => ({ tally: { charts: 1, failed: 0, differences: {} }, ...Object(command) }),
      database,
      events,
      config,
      clock: systemClock,
      charts: { standingAlerts: async () => [STANDING] },
      desk: new Map(),
      tools: new Map(),
      ports: { httpPort: 8080, mllpPort: 2575 },
    }),
  );
  onTestFinished(async () => {
    events.close();
    await http.close();
    await database.close();
  });
  const ask = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${http.port}${path}`, init);
  return { ask, http, port: http.port, database, events, telemetry };
}

/** What the server says to bytes sent as they are. */
async function raw(port: number, text: string, { halfClosed = false } = {}): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  if (halfClosed) socket.end(text);
  else socket.write(text);
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk.toString('latin1');
  });
  await once(socket, 'close');
  return answer;
}

describe('POST /hl7', () => {
  it('hands the bytes to the receive function untouched and returns its answer in its type', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const { ask } = await door();

    const answer = await ask('/hl7', { method: 'POST', body: bytes });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('x-application/hl7-v2+er7');
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes);
  });

  it('makes the event of a REST API', async () => {
    const events: APIGatewayProxyEvent[] = [];
    const { ask } = await door(async (event) => {
      events.push(event);
      return { statusCode: 202, body: '' };
    });

    await ask('/hl7', {
      method: 'POST',
      body: 'MSH|',
      headers: { 'content-type': 'text/plain; charset=iso-8859-1' },
    });

    expect(events).toMatchObject([
      {
        httpMethod: 'POST',
        path: '/hl7',
        isBase64Encoded: true,
        body: Buffer.from('MSH|').toString('base64'),
        headers: { 'content-type': 'text/plain; charset=iso-8859-1' },
        requestContext: { identity: { sourceIp: '127.0.0.1' } },
      },
    ]);
  });

  it('takes a message of exactly the cap and refuses one more byte with 413', async () => {
    const { ask } = await door();

    const full = await ask('/hl7', { method: 'POST', body: 'x'.repeat(1_000) });
    const over = await ask('/hl7', { method: 'POST', body: 'x'.repeat(1_001) });

    expect(full.status).toBe(200);
    expect(over.status).toBe(413);
    expect(await over.text()).toContain('longer than 1000 bytes');
  });

  it('refuses a body of unknown length as soon as it is over the cap', async () => {
    const { port } = await door();
    const chunk = `3e8\r\n${'x'.repeat(1_000)}\r\n`;

    const answer = await raw(
      port,
      `POST /hl7 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n${chunk.repeat(5)}0\r\n\r\n`,
    );

    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('answers a client that has closed its half of the connection, and closes the other', async () => {
    const { port } = await door();

    const answer = await raw(port, 'POST /hl7 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nMSH|', {
      halfClosed: true,
    });

    expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*\r\n\r\nMSH\|$/);
  });

  it('says nothing of a client that goes away before it has sent all', async () => {
    const { port, ask, telemetry } = await door();
    const socket = connect(port, '127.0.0.1');
    socket.write('POST /hl7 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400\r\n\r\nMSH|');
    await once(socket, 'connect');
    await ask('/health');

    socket.resetAndDestroy();
    await ask('/health');
    await ask('/health');

    expect(telemetry.errors).toEqual([]);
  });

  it('answers 500 without any detail when the function fails', async () => {
    const { ask, telemetry } = await door(async () => {
      throw new Error('secret detail');
    });

    const answer = await ask('/hl7', { method: 'POST', body: 'MSH|' });

    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret');
    expect(telemetry.errors).toEqual(['http-request-failed']);
  });
});

describe('the addresses', () => {
  it.each([
    ['GET', '/hl7', 405, 'POST'],
    ['POST', '/inbox.json', 405, 'GET'],
    ['DELETE', '/', 405, 'GET'],
  ])('answer %s %s with %i in plain words', async (method, path, status, allow) => {
    const { ask } = await door();

    const answer = await ask(path, { method });

    expect(answer.status).toBe(status);
    expect(answer.headers.get('allow')).toBe(allow);
    expect(await answer.text()).toContain(`takes ${allow}, not ${method}`);
  });

  it.each(['/nothing', '/a', '/page/', '/page/../options.ts', '/__proto__', '/inbox.json/'])(
    'do not include %s',
    async (path) => {
      const { port } = await door();

      expect(await raw(port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1\.1 404 /,
      );
    },
  );

  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/page/inbox.css', 'text/css; charset=utf-8'],
    ['/page/inbox.js', 'text/javascript; charset=utf-8'],
    ['/page/icon.svg', 'image/svg+xml'],
    ['/inbox.json', 'application/json; charset=utf-8'],
    ['/alerts.json', 'application/json; charset=utf-8'],
    ['/counts.json', 'application/json; charset=utf-8'],
    ['/operations.json', 'application/json; charset=utf-8'],
    ['/health', 'application/json; charset=utf-8'],
  ])('%s is %s, never kept by the browser and safe to show', async (path, type) => {
    const { ask } = await door();

    const answer = await ask(`${path}?x=1`);

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(type);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none';/);
  });

  it('answer HEAD as GET, without a body', async () => {
    const { ask } = await door();

    const answer = await ask('/', { method: 'HEAD' });

    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('');
  });

  it.each([
    ['a name that was pointed at this machine', 'Host: attacker.example'],
    ['no name', 'Host:'],
    ['a page of another site', 'Host: 127.0.0.1\r\nOrigin: https://attacker.example'],
    ['a page without a site', 'Host: 127.0.0.1\r\nOrigin: null'],
  ])('refuse %s', async (_, headers) => {
    const { port } = await door();

    const answer = await raw(port, `GET /alerts.json HTTP/1.1\r\n${headers}\r\nConnection: close\r\n\r\n`);

    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  });

  it.each(['Host: localhost:9', 'Host: [::1]:80', 'Host: 127.0.0.1\r\nOrigin: http://localhost:8080'])(
    'answer to %j',
    async (headers) => {
      const { port } = await door();

      const answer = await raw(port, `GET /health HTTP/1.1\r\n${headers}\r\nConnection: close\r\n\r\n`);

      expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    },
  );
});

describe('an alert', () => {
  it('is listed as the charts tell it', async () => {
    const { ask } = await door();

    expect(await (await ask('/alerts.json')).json()).toEqual([ALERT]);
  });
});

describe('the inbox', () => {
  it('is listed with exactly the fields of the contract, instants in UTC', async () => {
    const { ask, database } = await door();
    const row = {
      team: 'on-call',
      level: 'critical',
      kind: 'alert',
      protocol: 'sms',
      to: '+12025550111',
      subject: '',
      text: 't',
      alertId: 'abc',
    } as const;
    await database.ask('deliver', [{ at: epochMs(0), ...row }]);

    const inbox = await (await ask('/inbox.json')).json();

    expect(inbox).toEqual([{ at: '1970-01-01T00:00:00.000Z', ...row }]);
  });

  it('lists every alert that a page stands for', async () => {
    const { ask, database } = await door();
    const row = { team: 'on-call', level: 'urgent', kind: 'alert', protocol: 'sms', to: '1' } as const;
    const page = { at: epochMs(0), ...row, subject: '', text: 't', alertId: 'abc', others: ['def'] };
    await database.ask('deliver', [page]);

    const inbox = await (await ask('/inbox.json')).json();

    expect(inbox).toEqual([expect.objectContaining({ alertId: 'abc', alertIds: ['abc', 'def'] })]);
  });

  it('tells an open page when something changed, many changes at once', async () => {
    const { ask, events } = await door();
    const stream = await ask('/events');
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    await reader?.read();

    events.changed();
    events.changed();
    const said = await reader?.read();

    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(said?.value).toBe('event: changed\ndata: \n\n');
    await reader?.cancel();
  });

  it('lets go of a page that was left', async () => {
    const { ask, port } = await door();
    const leave = () => raw(port, 'GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n', { halfClosed: true });

    await Promise.all(Array.from({ length: 100 }, leave));
    const stream = await ask('/events');

    expect(stream.status).toBe(200);
    await stream.body?.cancel();
  });

  it('does not keep more pages open than it can tell', async () => {
    const { ask } = await door();
    const streams = await Promise.all(Array.from({ length: 100 }, () => ask('/events')));

    const oneMore = await ask('/events');

    expect(oneMore.status).toBe(503);
    await Promise.all(streams.map((stream) => stream.body?.cancel()));
  });
});

describe('a server that closes', () => {
  it('does not wait for clients that never end', async () => {
    const { http, port, ask, events } = await door();
    const begun = [
      'GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n',
      'GET / HTTP/1.1\r\nHost',
      'POST /hl7 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400\r\n\r\nMSH|',
    ].map((text) => raw(port, text));
    await ask('/health');

    events.close();
    await http.close();

    expect(await Promise.all(begun)).toHaveLength(3);
    await expect(ask('/health')).rejects.toThrow();
  });
});

describe('a server that is still starting', () => {
  it('says so', async () => {
    const http = await openHttpDoor(0, quietTelemetry());
    onTestFinished(() => http.close());

    const answer = await fetch(`http://127.0.0.1:${http.port}/`);

    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('Still starting');
  });
});

describe('a port that is taken', () => {
  it('is named, with what to do', async () => {
    const { port } = await door();

    const second = openHttpDoor(port, quietTelemetry());

    await expect(second).rejects.toThrow(
      `127.0.0.1:${port} is in use: stop what uses it, or give another --http-port`,
    );
  });
});

describe('POST /rejudge', () => {
  const command = (body: string) => ({ method: 'POST', body });

  it('carries out a command and answers what came of it', async () => {
    const { ask } = await door();
    const after = { pk: 'P#1', sk: 'CHART' };

    const answer = await ask('/rejudge', command(JSON.stringify({ dryRun: true, after })));

    expect([answer.status, await answer.json()]).toEqual([
      200,
      { tally: { charts: 1, failed: 0, differences: {} }, dryRun: true, after },
    ]);
  });

  it.each([
    ['no JSON', 'dryRun'],
    ['no command', '{"dryRun": "yes"}'],
    ['too long', `{"dryRun": true, "more": "${'x'.repeat(10_000)}"}`],
  ])('refuses what is %s', async (_, body) => {
    const { ask } = await door();

    expect((await ask('/rejudge', command(body))).status).toBe(400);
  });
});

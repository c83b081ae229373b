import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { type CanaryPages, createHandler } from '../../functions/canary/handler.ts';
import { createHttpsDoor } from '../../functions/canary/https-door.ts';
import { readConfig } from '../../infra/config.ts';
import { CANARY_FACILITIES, deployedConfig } from '../../infra/deployed-config.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { CANARY } from '../../shared/runtime/config.ts';
import { silentTelemetry, type Told } from '../unit/functions/silent-telemetry.ts';
import { dataFolder, type InboxRow, type LocalProcess, startLocally } from './local-process.ts';

/** The inbox of this machine in the place of the canary's queue. */
function inboxPages(local: LocalProcess): CanaryPages {
  const paged = async () =>
    (await local.json<InboxRow[]>('/inbox.json')).filter(({ team }) => team === CANARY);
  let seen = 0;
  return {
    clear: async () => {
      seen = (await paged()).length;
    },
    arrive: async (until) => {
      const timeout = until - systemClock.now();
      await vi.waitFor(async () => expect((await paged()).length).toBeGreaterThan(seen), { timeout });
      return true;
    },
  };
}

it('goes through the door to a critical page of its own team, each time, and pages nobody else', async () => {
  const folder = dataFolder();
  const configFile = join(folder, 'deployed.config.json');
  const config = deployedConfig(readConfig('tools/samples/calcium-alerts.config.json'));
  writeFileSync(configFile, JSON.stringify(config));
  const local = await startLocally(join(folder, 'data'), ['--config', configFile]);
  const told: Told[] = [];
  let references = 0;
  const run = createHandler({
    doors: [
      createHttpsDoor({
        url: `http://127.0.0.1:${local.httpPort}/hl7`,
        sign: async (_url, headers) => headers,
        pageWithinMs: 10_000,
      }),
    ],
    pages: inboxPages(local),
    facility: CANARY_FACILITIES[CANARY],
    clock: systemClock,
    newReference: () => `canary-run-${++references}`,
    telemetry: silentTelemetry(told),
  });

  await run();
  await run();

  expect(told.filter(({ event }) => event === 'CanaryFailed').map(({ fields }) => fields.value)).toEqual([
    0, 0,
  ]);
  const inbox = await local.json<InboxRow[]>('/inbox.json');
  expect(inbox.map(({ team, level }) => [team, level])).toEqual([
    [CANARY, 'critical'],
    [CANARY, 'critical'],
  ]);
});

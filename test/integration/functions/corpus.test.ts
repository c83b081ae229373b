import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/assess/handler.ts';
import type { PatientKey } from '../../../shared/chart/chart-service.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { readDoorHeader } from '../../../shared/hl7/door-header.ts';
import { createDoor } from '../../../shared/intake/accept.ts';
import { createControlIds } from '../../../shared/intake/control-ids.ts';
import { createFeedDirectory } from '../../../shared/intake/feed-directory.ts';
import type { QueuedMessage } from '../../../shared/intake/message-queue.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { eventOfMessages } from '../../stand-ins/sqs-events.ts';
import { silentTelemetry } from '../../unit/functions/silent-telemetry.ts';

const corpus = fileURLToPath(new URL('../../../../shared/corpus', import.meta.url));
const present = existsSync(corpus);
const title = present ? 'the corpus' : 'the corpus (skipped: ../shared/corpus is not there)';

const config = configSchema.parse({
  teams: [{ id: 'a', name: 'A', contacts: [{ protocol: 'email', to: 'a@example.org' }] }],
  fallbackTeam: 'a',
});

function house() {
  const queued: QueuedMessage[] = [];
  const fates = new Map<string, string>();
  const feeds = createFeedDirectory(config);
  const telemetry = silentTelemetry();
  const clock = { now: () => epochMs(1_767_355_200_000) };
  const assess = createHandler({
    chart: {
      record: async (patient) => patient.id as PatientKey,
      link: async ({ survivor }) => survivor.id as PatientKey,
      judge: async () => ({ raised: 0, paged: 0, registered: false }),
    },
    feeds,
    caps: config.caps,
    policy: config.policy,
    operations: { tell: async () => {} },
    clock,
    resultKey: String,
    store: { quarantine: async () => {}, archive: async () => {} },
    claims: { collect: () => Promise.reject(new Error('no claims')) },
    fates: { record: async (id, _feed, fate) => void fates.set(id, fate.is) },
    telemetry,
  });
  const door = createDoor({
    caps: config.caps,
    feeds,
    queue: { send: async (messages) => void queued.push(...messages) },
    clock,
    telemetry,
    newControlId: createControlIds(),
  });
  return { door, assess, queued, fates };
}

/** Whether the sender asked for no answer, or the message is one itself. */
function isUnanswered(bytes: Uint8Array): boolean {
  const reading = readDoorHeader(bytes);
  if (reading.is !== 'header') return false;
  const { code, acceptAcknowledgement } = reading.header;
  return ['ACK', 'MCF', 'NAK', 'ORA'].includes(code) || ['NE', 'ER'].includes(acceptAcknowledgement);
}

describe.skipIf(!present)(title, () => {
  it('is answered message by message, and every message queued has exactly one fate', async () => {
    const { door, assess, queued, fates } = house();
    const unanswered: string[] = [];
    const files = readdirSync(corpus);
    for (const name of files) {
      const bytes = readFileSync(`${corpus}/${name}`);
      const before = queued.length;
      const [answers = []] = await door.accept([{ bytes }]);
      const due = queued.slice(before).filter((message) => !isUnanswered(message.bytes)).length;
      if (answers.length < due || (answers.length === 0 && due === 0 && queued.length === before)) {
        unanswered.push(name);
      }
    }
    const { batchItemFailures } = await assess(eventOfMessages(queued));

    expect(files.length).toBeGreaterThan(1_000);
    expect(unanswered).toEqual([]);
    expect(batchItemFailures).toEqual([]);
    expect(fates.size).toBe(queued.length);
  });
});

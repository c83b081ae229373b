import { describe, expect, it } from 'vitest';
import { canaryMessage } from '../../../functions/canary/canary-message.ts';
import { type CanaryParts, createHandler } from '../../../functions/canary/handler.ts';
import { epochMs, plusMs } from '../../../shared/clinical/instant.ts';
import { silentTelemetry, type Told } from './silent-telemetry.ts';

const NOW = epochMs(Date.UTC(2026, 10, 23, 0, 45));

/** A clock that a page moves on by `tookMs`; `missing` doors lead to no page, `shut` doors take nothing. */
function house({ tookMs = 900, missing = [] as string[], shut = [] as string[] } = {}) {
  const told: Told[] = [];
  const sent: [string, string][] = [];
  const done: string[] = [];
  const state = { passed: 0, last: '', references: 0 };
  const door = (name: string) => ({
    name,
    pageWithinMs: 30_000,
    send: async (message: Uint8Array, reference: string) => {
      if (shut.includes(name)) throw new Error('ZZPHI');
      state.last = name;
      done.push(`send ${name}`);
      sent.push([reference, Buffer.from(message).toString()]);
    },
  });
  const parts: CanaryParts = {
    doors: [door('https'), door('file')],
    pages: {
      clear: async () => void done.push('clear'),
      arrive: async (until) => {
        done.push(`wait ${until - NOW - state.passed}`);
        state.passed += tookMs;
        return !missing.includes(state.last);
      },
    },
    facility: 'NOWHERE',
    clock: { now: () => plusMs(NOW, state.passed) },
    newReference: () => `r${++state.references}`,
    telemetry: silentTelemetry(told),
  };
  return { run: createHandler(parts), told, sent, done };
}

const failed = (door: string, value: number) => ({
  event: 'CanaryFailed',
  fields: { door, value, unit: 'Count' },
});

describe('the canary', () => {
  it('sends through each door in turn, after what is left of earlier pages was thrown away', async () => {
    const { run, done } = house();
    await run();
    expect(done).toEqual(['clear', 'send https', 'wait 30000', 'clear', 'send file', 'wait 30000']);
  });

  it('measures how long the page of each door took', async () => {
    const { run, told } = house();
    await run();
    expect(told).toEqual(
      ['https', 'file'].flatMap((door) => [
        failed(door, 0),
        { event: 'CanaryMs', fields: { door, value: 900, unit: 'Milliseconds' } },
      ]),
    );
  });

  it('says of a door that no page came, and goes on with the next', async () => {
    const { run, told } = house({ missing: ['https'] });
    await run();
    expect(told.slice(0, 3)).toEqual([
      failed('https', 1),
      { event: 'canary-without-page', fields: { door: 'https' } },
      failed('file', 0),
    ]);
  });

  it('says of a door that it took nothing, without what the door said', async () => {
    const { run, told } = house({ shut: ['https'] });
    await run();
    expect(told.slice(0, 2)).toEqual([
      { event: 'canary-failed', fields: { door: 'https' } },
      failed('https', 1),
    ]);
    expect(told).toContainEqual(failed('file', 0));
  });

  it('is another patient, order and message through each door', async () => {
    const { run, sent } = house();
    await run();
    expect(sent.map(([reference]) => reference)).toEqual(['r1', 'r2']);
    for (const [reference, text] of sent) {
      expect(text.match(new RegExp(`\\b${reference}\\b`, 'g'))).toHaveLength(3);
      expect(text.match(/\bNOWHERE\b/g)).toHaveLength(2);
    }
  });
});

describe("the canary's message", () => {
  it('is a critical calcium of a minute ago, of a patient whose cancer it brings along', () => {
    expect(
      Buffer.from(canaryMessage('ref1', NOW, 'NOWHERE'))
        .toString()
        .split('\r'),
    ).toEqual([
      'MSH|^~\\&|CANARY|NOWHERE|CALCIUM-ALERTS||20261123004500+0000||ORU^R01^ORU_R01|ref1|P|2.5.1',
      'PID|1||ref1^^^NOWHERE^MR',
      'DG1|1||C34.9^Malignant neoplasm of bronchus or lung^I10|||F',
      'OBR|1||ref1|24323-8^Metabolic panel^LN|||20261123004400+0000',
      'OBX|1|NM|17861-6^Calcium^LN||14.0|mg/dL|8.6-10.3|HH|||F|||20261123004400+0000',
      '',
    ]);
  });
});

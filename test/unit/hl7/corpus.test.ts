import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeMessage } from '../../../shared/hl7/charset.ts';
import { readDoorHeader } from '../../../shared/hl7/door-header.ts';
import type { Observation, ReadMessage } from '../../../shared/hl7/message.ts';
import { REFUSALS } from '../../../shared/hl7/refusal.ts';
import { scanMessage } from '../../../shared/hl7/scan.ts';
import { splitMessages } from '../../../shared/hl7/split.ts';
import { fateOf, read } from './samples.ts';

const CORPUS = fileURLToPath(new URL('../../../../shared/corpus/', import.meta.url));
const files = existsSync(CORPUS) ? readdirSync(CORPUS).filter((name) => name.endsWith('.hl7')) : [];
const pieces = files.flatMap((name) =>
  splitMessages(readFileSync(CORPUS + name)).map((bytes, index) => ({
    name: `${name} #${index + 1}`,
    bytes,
  })),
);
const absent = files.length === 0 ? ' (skipped: no ../shared/corpus beside the repository)' : '';

describe.skipIf(files.length === 0)(`the corpus of public messages${absent}`, () => {
  const readings: { name: string; text: string; reading: ReadMessage }[] = [];
  const reasons: string[] = [];

  beforeAll(() => {
    for (const { name, bytes } of pieces) {
      const fate = fateOf(bytes);
      if (fate === 'read') readings.push({ name, text: decodeMessage(bytes).text, reading: read(bytes) });
      else reasons.push(fate);
    }
  });

  it('is read, or refused with a reason, every message of it', () => {
    expect(pieces.length).toBeGreaterThanOrEqual(files.length);
    expect(reasons.filter((reason) => !(reason in REFUSALS) || reason === 'parity')).toEqual([]);
    expect(readings.length).toBeGreaterThan(pieces.length * 0.98);
  });

  it('can be answered by the door, but for what has no MSH', () => {
    const unanswerable = pieces.filter(({ bytes }) => readDoorHeader(bytes).is === 'unreadable');

    expect(unanswerable.length).toBeLessThan(10);
  });

  it('gives every OBX, but for those that describe a specimen or a control', () => {
    const lost = readings
      .filter(({ text }) => !/[\r\n]SPM/.test(text))
      .filter(({ text, reading }) => {
        const sent = [...text.matchAll(/(?<=[\r\n])OBX(?![A-Z0-9])/g)].length;
        return sent !== observationsOf(reading).length;
      });

    expect(lost.map(({ name }) => name)).toEqual([]);
  });

  it('shows the scan every OBX code that the reader reads', () => {
    for (const { name, text, reading } of readings) {
      const asked = new Set<string>();
      scanMessage(text, (code, display) => {
        asked.add(`${code}|${display}`);
        return false;
      });

      const codes = observationsOf(reading).flatMap((observation) => observation.codes);

      expect(
        codes.filter(({ code, text: display }) => !asked.has(`${code}|${display}`)),
        name,
      ).toEqual([]);
    }
  });
});

function observationsOf(reading: ReadMessage): readonly Observation[] {
  return reading.patients.flatMap(({ observations }) => observations);
}

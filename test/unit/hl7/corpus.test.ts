import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../../shared/hl7/charset.ts';
import { readDoorHeader } from '../../../shared/hl7/door-header.ts';
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
  it('is there', () => {
    expect(pieces.length).toBeGreaterThanOrEqual(files.length);
  });

  it('is read, or refused with a reason, every message of it', () => {
    const fates = new Map<string, number>();

    for (const { bytes } of pieces) {
      const fate = fateOf(bytes);
      fates.set(fate, (fates.get(fate) ?? 0) + 1);
    }

    const reasons = [...fates.keys()].filter((fate) => fate !== 'read');
    expect(reasons.every((reason) => reason in REFUSALS)).toBe(true);
    expect(fates.get('parity')).toBeUndefined();
    expect(fates.get('read') ?? 0).toBeGreaterThan(pieces.length * 0.98);
  });

  it('can be answered by the door, but for what has no MSH', () => {
    const unanswerable = pieces.filter(({ bytes }) => readDoorHeader(bytes).is === 'unreadable');

    expect(unanswerable.length).toBeLessThan(10);
  });

  it('gives every OBX, but for those that describe a specimen or a control', () => {
    const lost: string[] = [];

    for (const { name, bytes } of pieces) {
      if (fateOf(bytes) !== 'read') continue;
      const { text } = decodeMessage(bytes);
      if (/[\r\n]SPM/.test(text)) continue;
      const sent = [...text.matchAll(/(?<=[\r\n])OBX(?![A-Z0-9])/g)].length;
      const found = read(bytes).patients.flatMap(({ observations }) => observations).length;
      if (sent !== found) lost.push(`${name}: ${sent} sent, ${found} read`);
    }

    expect(lost).toEqual([]);
  });

  it('shows the scan every OBX code that the reader reads', () => {
    for (const { name, bytes } of pieces) {
      if (fateOf(bytes) !== 'read') continue;
      const asked = new Set<string>();
      scanMessage(decodeMessage(bytes).text, (code, text) => {
        asked.add(`${code}|${text}`);
        return false;
      });

      const codes = read(bytes)
        .patients.flatMap(({ observations }) => observations)
        .flatMap((observation) => observation.codes);

      expect(
        codes.filter(({ code, text }) => !asked.has(`${code}|${text}`)),
        name,
      ).toEqual([]);
    }
  });
});

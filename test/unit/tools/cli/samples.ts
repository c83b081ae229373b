import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { epochMs } from '../../../../shared/clinical/instant.ts';
import type { Terminal } from '../../../../tools/cli/terminal.ts';

/** What a command printed, with a clock that stands at 2026-11-23. */
export function quietTerminal(): Terminal & { readonly printed: () => string } {
  const lines: string[] = [];
  return {
    print: (text) => void lines.push(text),
    tell: (text) => void lines.push(text),
    progress: () => ({ add: () => {}, stop: () => {} }),
    interruption: () => new AbortController().signal,
    now: () => epochMs(Date.UTC(2026, 10, 23)),
    printed: () => lines.join('\n'),
  };
}

/** A folder of files that is gone after the test. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'check-feed-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

export type SampleMessage = {
  /** OBX from OBX-2 on. */
  readonly obx: string;
  readonly pid3?: string;
  readonly birthDate?: string;
  readonly type?: string;
  readonly processingId?: string;
  readonly sentAt?: string;
};

/** One message of a laboratory that nobody has configured. */
export function sampleOf(sample: SampleMessage): string {
  const { obx, pid3 = 'A100^^^RIVERSIDE^MR', birthDate = '19600615', type = 'ORU^R01' } = sample;
  const { processingId = 'P', sentAt = '20261120103000+0000' } = sample;
  return [
    `MSH|^~\\&|LAB|RIVERSIDE|CA|ONC|${sentAt}||${type}|C1|${processingId}|2.5.1|||||||UNICODE UTF-8`,
    `PID|1||${pid3}||ZZPHIFAMILY^ZZPHIGIVEN||${birthDate}|F`,
    'OBR|1||ORDER1|PANEL^Panel|||20261120100000+0000|||||||||||||||20261120102500+0000|||F',
    `OBX|1|${obx}`,
  ].join('\r');
}

/** A calcium in LOINC that everything is right about. */
export const GOOD_CALCIUM = 'NM|17861-6^Calcium^LN||9.4|mg/dL|8.6-10.5||||F';

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

/** A young heap as small as that of a small function; with the default of 16 MB V8 lets garbage lie for longer. */
const YOUNG_HEAP = '--max-semi-space-size=8';

/** In a process of its own, so that its memory is its own. */
async function figuresOf(script: string, ...args: string[]): Promise<Record<string, unknown>> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { stdout } = await run(process.execPath, [YOUNG_HEAP, path, ...args]);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('split, scanned and read in less than 2 s and 300 MB', () => {
  it.each([
    ['10-mb', '9000 observations'],
    ['20000-obx', '19997 observations'],
    ['one-field', '1 observations'],
    ['escapes', '1 observations'],
    ['zzz', 'too-many-segments'],
    ['components', '50 observations'],
  ])(
    '%s',
    async (name, fate) => {
      const { result, milliseconds, peakMegabytes } = await figuresOf('./hostile.ts', name);

      expect(result).toBe(fate);
      expect(milliseconds).toBeLessThan(2_000);
      expect(peakMegabytes).toBeLessThan(300);
    },
    60_000,
  );
});

describe('a file of 64 MB', () => {
  it('is queued whole in less than 256 MB, with a crash in the middle and one batch of it twice', async () => {
    const figures = await figuresOf('./unbatch-large.ts', '--megabytes', '64');

    expect(figures).toMatchObject({ queued: figures.messages, twice: 100, notices: ['crashed'] });
    expect(figures.peakMegabytes).toBeLessThan(256);
  }, 120_000);
});

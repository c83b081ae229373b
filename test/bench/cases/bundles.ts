import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionName } from '../../../infra/config.ts';
import { FUNCTIONS, firstEventOf } from '../bundle-events.ts';
import { type BundleRun, bundleInto, runBundle } from '../bundle-run.ts';
import { countedFigure, type Figure, medianFigure } from '../figure.ts';
import { withAws } from '../with-aws.ts';

const STARTS = 5;
const MOST_KB = 750;

/** Every function as Lambda starts it: the bundle imported in a fresh process, then invoked for the first time. */
export async function measureBundles(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-bench-bundles-'));
  try {
    return await withAws(async ({ url }) => {
      const figures: Figure[] = [];
      for (const name of FUNCTIONS) figures.push(...(await figuresOf(name, bundleInto(folder, name), url)));
      return figures;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function figuresOf(name: FunctionName, bundle: string, url: string): Promise<readonly Figure[]> {
  const event = firstEventOf(name);
  const runs: BundleRun[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    runs.push(await runBundle(bundle, [event], url));
  }
  const of = `${STARTS} starts`;
  const first = runs.flatMap(({ invoked }) => invoked.map(({ ms }) => ms));
  return [
    countedFigure(`${name}: bundle`, 'KB', statSync(bundle).size / 1_000, {
      target: { is: 'below', value: MOST_KB },
    }),
    medianFigure(
      `${name}: import`,
      'ms',
      runs.map(({ imported }) => imported.ms),
      { of, target: { is: 'below', value: 200 }, plotted: { chart: 'start', line: `${name}, import` } },
    ),
    medianFigure(`${name}: first invocation`, 'ms', first, {
      of,
      plotted: { chart: 'start', line: `${name}, first invocation` },
    }),
    medianFigure(
      `${name}: most memory`,
      'MB',
      runs.map(({ peakMb }) => peakMb),
      { of },
    ),
  ];
}

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVERY_OPTION, templatesOfApp } from '../whole-app.ts';
import { changesBetween, isBehind } from './changes.ts';
import { type KeptResources, keptResources } from './kept.ts';
import { faultsOf, parseWaivers } from './waivers.ts';

const BASELINE = join(import.meta.dirname, 'baseline.json');
const WAIVERS = join(import.meta.dirname, 'waivers.json');

/** Faults stop a build; a baseline that is behind is written by the command. */
export type Verdict = { readonly faults: readonly string[]; readonly behind: boolean };

/** Holds what must be kept of production, every option on, against what was there when the baseline was written. */
export function checkDestructive(now: number): Verdict {
  return verdictOf(keptResources(templatesOfApp(EVERY_OPTION)), now);
}

/** The same, and the baseline takes in what is new, or lost by a waiver. It stays as it is where there are faults. */
export function updateBaseline(now: number): Verdict {
  const kept = keptResources(templatesOfApp(EVERY_OPTION));
  const verdict = verdictOf(kept, now);
  if (verdict.faults.length > 0) return verdict;
  writeFileSync(BASELINE, lineByLine(kept));
  return { ...verdict, behind: false };
}

/** A resource on each line, so that a change of one is one line of a review. */
function lineByLine(kept: KeptResources): string {
  const lines = Object.entries(kept).map(([id, of]) => `  ${JSON.stringify(id)}: ${JSON.stringify(of)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

function verdictOf(kept: KeptResources, now: number): Verdict {
  const baseline: KeptResources = JSON.parse(readFileSync(BASELINE, 'utf8'));
  const waivers = parseWaivers(readFileSync(WAIVERS, 'utf8'), WAIVERS);
  return { faults: faultsOf(changesBetween(baseline, kept), waivers, now), behind: isBehind(baseline, kept) };
}

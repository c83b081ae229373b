import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectMllp, type MllpClient } from '../../../tools/send/mllp-client.ts';
import { type Figure, quantile, readable, sortedSamples } from '../figure.ts';
import { benchMessage, TWELVE_WATCHED } from '../messages.ts';
import { type PipelineProcess, withPipeline } from '../pipeline-process.ts';

const SAMPLE_CONFIG = 'tools/samples/calcium-alerts.config.json';
const ROUNDS = 3;
const PATIENTS = 160;
const WARM_UP = 10;
const BETWEEN_MS = 20;
const LONGEST_MS = 10_000;

const patientOf = (number: number): string => `BENCH${number}`;

function registryOf(patients: number): string {
  const rows = Array.from(
    { length: patients },
    (_, number) => `RIVERSIDE,${patientOf(number)},1960-06-15,C34.1,active,2025-01-01,lung-oncology`,
  );
  return ['assigning_authority,patient_id,birth_date,icd10,status,diagnosed_on,team', ...rows, ''].join('\n');
}

/** The sample configuration, by which no page is one too many for its team. */
function withoutStorms(): object {
  return {
    ...JSON.parse(readFileSync(SAMPLE_CONFIG, 'utf8')),
    pageStorm: { pages: 1_000, withinMinutes: 1 },
  };
}

async function alertIdsIn(port: number): Promise<ReadonlySet<string>> {
  const inbox = (await (await fetch(`http://127.0.0.1:${port}/inbox.json`)).json()) as { alertId: string }[];
  return new Set(inbox.map(({ alertId }) => alertId));
}

async function untilPaged(port: number, before: ReadonlySet<string>, begun: number): Promise<number> {
  while (performance.now() - begun < LONGEST_MS) {
    const now = await alertIdsIn(port);
    if ([...now].some((id) => !before.has(id))) return performance.now() - begun;
    await pause(4);
  }
  throw new Error(`no page within ${LONGEST_MS} ms`);
}

async function onePage(client: MllpClient, httpPort: number, number: number): Promise<number> {
  const before = await alertIdsIn(httpPort);
  const sentAt = systemClock.now();
  const patient = patientOf(number);
  const message = benchMessage({ tests: TWELVE_WATCHED, patient, number, calcium: '14.4', sentAt });
  const begun = performance.now();
  void client.send(message);
  const elapsed = await untilPaged(httpPort, before, begun);
  await pause(BETWEEN_MS);
  return elapsed;
}

/** The inbox is read whole each time: some rounds, each with an inbox of its own, keep it short. */
async function pagesOf(options: readonly string[]): Promise<readonly number[]> {
  const samples: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    samples.push(...(await withPipeline(options, oneRound)));
  }
  return sortedSamples(samples);
}

async function oneRound(pipeline: PipelineProcess): Promise<readonly number[]> {
  const client = await connectMllp('127.0.0.1', pipeline.mllpPort);
  const samples = [];
  for (let number = 0; number < PATIENTS; number += 1) {
    samples.push(await onePage(client, pipeline.httpPort, number));
  }
  client.close();
  return samples.slice(WARM_UP);
}

/** From the last byte of a critical result written to MLLP to its page seen in /inbox.json, nothing else going on. */
export async function measurePageLatency(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'calcium-alerts-bench-registry-'));
  const registry = join(folder, 'registry.csv');
  await writeFile(registry, registryOf(PATIENTS));
  const config = join(folder, 'calcium-alerts.config.json');
  await writeFile(config, JSON.stringify(withoutStorms()));
  const sorted = await pagesOf(['--registry', registry, '--config', config]);
  await rm(folder, { recursive: true });
  const spread = `${readable(quantile(sorted, 0))} to ${readable(quantile(sorted, 1))} over ${sorted.length} pages`;
  const figure = (name: string, share: number): Figure => ({
    name: `critical result to page in the inbox, ${name}`,
    unit: 'ms',
    measured: quantile(sorted, share),
    spread,
    plotted: { chart: 'latency', line: `page in the inbox, ${name}` },
  });
  return [
    figure('p50', 0.5),
    { ...figure('p99', 0.99), target: { is: 'below', value: 300 } },
    figure('p99.9', 0.999),
  ];
}

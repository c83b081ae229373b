import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { type Figure, medianFigure } from '../figure.ts';
import { thirdWithCalcium } from '../mixes.ts';
import { type PipelineProcess, withPipeline } from '../pipeline-process.ts';
import { sendBy } from '../senders.ts';

const MESSAGES = 450;
const RUNS = 3;
const CONNECTIONS = 32;
const LONGEST_S = 300;

const countsSchema = z.object({ judged: z.number(), ignored: z.record(z.string(), z.number()) });

/** A third with calcium, all of patients with cancer: from the first byte until the last judgement is on the disk. */
export async function measureDrain(): Promise<readonly Figure[]> {
  const [rates, cpu]: [number[], number[]] = [[], []];
  for (let run = 0; run < RUNS; run += 1) {
    const { ms, processorMs } = await withPipeline(['--empty'], oneRun);
    rates.push((MESSAGES / ms) * 1_000);
    cpu.push(processorMs / MESSAGES);
  }
  return [
    medianFigure('acknowledged and judged, 32 connections, `npm start` with dynalite', 'messages/s', rates, {
      target: { is: 'at least', value: 300 },
    }),
    medianFigure(
      'processor time from the first byte to the judgement, dynalite included',
      'ms a message',
      cpu,
    ),
  ];
}

async function oneRun(pipeline: PipelineProcess) {
  const { before, counted } = thirdWithCalcium(MESSAGES);
  await sendAll(pipeline.mllpPort, before);
  await untilDone(pipeline.httpPort, before.length);
  const cpuBefore = await pipeline.processorMs();
  const begun = performance.now();
  await sendAll(pipeline.mllpPort, counted);
  await untilDone(pipeline.httpPort, before.length + counted.length);
  const ms = performance.now() - begun;
  const processorMs = (await pipeline.processorMs()) - cpuBefore;
  return { ms, processorMs };
}

async function sendAll(port: number, messages: readonly Uint8Array[]): Promise<void> {
  const waiting = messages.values();
  await sendBy({ port, connections: CONNECTIONS, seconds: LONGEST_S, next: () => waiting.next().value });
}

async function untilDone(httpPort: number, messages: number): Promise<void> {
  for (const begun = performance.now(); performance.now() - begun < LONGEST_S * 1_000; await pause(20)) {
    const answer = await fetch(`http://127.0.0.1:${httpPort}/counts.json`);
    const { judged, ignored } = countsSchema.parse(await answer.json());
    const done = Object.values(ignored).reduce((sum, count) => sum + count, judged);
    if (done >= messages) return;
  }
  throw new Error(`${messages} messages were not judged within ${LONGEST_S} s`);
}

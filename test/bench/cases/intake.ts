import { systemClock } from '../../../shared/runtime/clock.ts';
import { countedFigure, type Figure, medianFigure, quantile, sortedSamples } from '../figure.ts';
import { benchMessage, TWELVE_WATCHED } from '../messages.ts';
import { type PipelineProcess, withDoor, withPipeline } from '../pipeline-process.ts';
import { endlessMessages, sendBy } from '../senders.ts';

const SECONDS = 6;
const CONNECTIONS = [1, 8, 32] as const;
const PATIENT = 'BENCHPATIENT';
const GOALS: ReadonlyMap<number, Pick<Figure, 'target'>> = new Map([
  [32, { target: { is: 'at least', value: 1_000 } }],
]);

const connectionsOf = (count: number): string => `${count} connection${count === 1 ? '' : 's'}`;

/** Messages acknowledged a second, each synced to the disk before: by the door alone, and while they are judged behind it. */
export async function measureIntake(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const connections of CONNECTIONS) figures.push(...(await doorAlone(connections)));
  for (const connections of CONNECTIONS) figures.push(await whileJudging(connections));
  return figures;
}

async function doorAlone(connections: number): Promise<readonly Figure[]> {
  const { perSecond, answeredInMs, processorMs } = await withDoor((door) => sendTo(door, connections));
  const line = `door alone, ${connectionsOf(connections)}`;
  const answered = sortedSamples(answeredInMs);
  const latency = (name: string, share: number): Figure =>
    countedFigure(`from the last byte to the answer, ${line}, ${name}`, 'ms', quantile(answered, share), {
      ...(connections === 32 && { plotted: { chart: 'latency', line: `answer, 32 connections, ${name}` } }),
    });
  return [
    medianFigure(`acknowledged, ${line}`, 'messages/s', perSecond.slice(1), {
      ...GOALS.get(connections),
      of: `${SECONDS - 1} s`,
      plotted: { chart: 'intake', line },
    }),
    countedFigure(`processor time to the answer, ${line}`, 'ms a message', processorMs, {
      target: { is: 'below', value: 1.5 },
    }),
    latency('p50', 0.5),
    latency('p99', 0.99),
    latency('p99.9', 0.999),
  ];
}

async function whileJudging(connections: number): Promise<Figure> {
  const { perSecond } = await withPipeline([], (pipeline) => sendTo(pipeline, connections));
  const line = `judging behind, ${connectionsOf(connections)}`;
  return medianFigure(`acknowledged, ${line}`, 'messages/s', perSecond.slice(1), {
    of: `${SECONDS - 1} s`,
    plotted: { chart: 'intake', line },
  });
}

async function sendTo(process: PipelineProcess, connections: number) {
  const sentAt = systemClock.now();
  const template = benchMessage({ tests: TWELVE_WATCHED, patient: PATIENT, number: 0, sentAt });
  const next = endlessMessages(template, PATIENT, 'B000000000');
  const before = await process.processorMs();
  const sent = await sendBy({ port: process.mllpPort, connections, seconds: SECONDS, next });
  const took = (await process.processorMs()) - before;
  return { ...sent, processorMs: took / sent.answeredInMs.length };
}

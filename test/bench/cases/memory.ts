import { readPrices } from '../../cost/prices.ts';
import { measureAssessBatch } from '../assess-batch.ts';
import { countedFigure, type Figure } from '../figure.ts';
import {
  dollarsAMillion,
  durationMs,
  type Invocation,
  MEMORY_SIZES_MB,
  recommendedMemoryMb,
} from '../lambda-memory.ts';

/** Of a batch: well within the second in which half of the pages are to be out. */
const LONGEST_MS = 250;

/** What `assess` takes as it is deployed, and what that means for the memory that it is given. */
export async function measureMemory(): Promise<readonly Figure[]> {
  const { batch, peakMb } = await measureAssessBatch(10);
  const gathered = await measureAssessBatch(50);
  const recommended = recommendedMemoryMb(batch, peakMb, LONGEST_MS);
  return [
    countedFigure('assess, a batch of ten: processor time', 'ms', batch.processorMs),
    countedFigure('assess, warm: most memory', 'MB', peakMb),
    countedFigure('assess, a batch of fifty: processor time', 'ms', gathered.batch.processorMs),
    countedFigure('assess, warm, batches of fifty: most memory', 'MB', gathered.peakMb),
    countedFigure('assess with 1024 MB: a batch of fifty', 'ms', durationMs(gathered.batch, 1_024)),
    ...MEMORY_SIZES_MB.flatMap((memoryMb) => figuresAt(batch, memoryMb)),
    countedFigure('assess: memory recommended', 'MB', recommended ?? Number.NaN),
  ];
}

function figuresAt(batch: Invocation, memoryMb: number): readonly Figure[] {
  const dollars = dollarsAMillion(batch, memoryMb, readPrices());
  return [
    countedFigure(`assess with ${memoryMb} MB: a batch of ten`, 'ms', durationMs(batch, memoryMb)),
    countedFigure(`assess with ${memoryMb} MB: its time for a million messages`, 'dollars', dollars, {
      plotted: { chart: 'memory', line: 'assess', x: memoryMb },
    }),
  ];
}

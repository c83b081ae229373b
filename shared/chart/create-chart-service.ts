import type { PatientFact } from '../clinical/fact.ts';
import { UnprocessableMessageError } from '../runtime/errors.ts';
import type { ChartService } from './chart-service.ts';
import { type JudgingDependencies, judgeChart } from './judge-chart.ts';
import { keepOnce } from './keep-once.ts';
import type { Keys } from './keys.ts';
import { linkPatients } from './link.ts';
import { expiryOf } from './stored-fact.ts';

/** What the chart service needs of the outside. */
export type ChartDependencies = JudgingDependencies & { readonly keys: Keys };

/** DynamoDB refuses items above 400 KB; keys and attribute names take some of it. */
const MOST_BYTES = 380_000;

function refuseTooLarge(fact: PatientFact): void {
  if (Buffer.byteLength(JSON.stringify(fact)) <= MOST_BYTES) return;
  throw new UnprocessableMessageError(
    'fact-too-large',
    `what it says of one patient is over ${MOST_BYTES} bytes`,
  );
}

/** The charts: facts put, patients linked, alerts raised and sent. */
export function createChartService(needed: ChartDependencies): ChartService {
  const { keys, clock, retention } = needed;
  const repository = { ...needed.repository, keepFact: keepOnce(needed.repository.keepFact) };
  const dependencies = { ...needed, repository };
  return {
    record: async (patient, identity, fact) => {
      const where = keys.patientKey(patient);
      const readAt = clock.now();
      refuseTooLarge(fact);
      const charted = { ...fact, where, factKey: keys.factKey(identity, fact) };
      await repository.putFact({ fact: charted, readAt, expiresAt: expiryOf(fact, retention, readAt) });
      return where;
    },
    link: async (event, sentAt) => {
      const concerned = await linkPatients(repository, keys, event, sentAt, clock.now());
      for (const root of concerned) await judgeChart(dependencies, root);
      return keys.patientKey(event.survivor);
    },
    judge: (patient) => judgeChart(dependencies, patient),
  };
}

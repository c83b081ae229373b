import type { CancerFact } from './cancer.ts';
import type { Diagnosis } from './fact.ts';

const codeText = ({ system, code, removed }: Diagnosis) => `${system} ${code} ${removed}`;
const sayingText = ({ key, type, diagnosedAt }: Diagnosis) => JSON.stringify([key, type, diagnosedAt]);

/**
 * An admission repeats its diagnoses with every message: of a diagnosis whose code never changes, and which is never
 * removed, the first statement of each kind says it all. The facts are in the order of their receipt.
 */
export function withoutRepeats(facts: readonly CancerFact[]): readonly CancerFact[] {
  const diagnoses = facts.flatMap((fact) => fact.diagnoses);
  const codeOf = new Map(diagnoses.map((diagnosis) => [diagnosis.key, codeText(diagnosis)]));
  const changing = new Set(
    diagnoses.filter((one) => codeOf.get(one.key) !== codeText(one)).map(({ key }) => key),
  );
  const said = new Set<string>();
  const isNews = (diagnosis: Diagnosis) => {
    const text = sayingText(diagnosis);
    if (said.has(text)) return changing.has(diagnosis.key);
    said.add(text);
    return true;
  };
  return facts
    .map((fact) => ({ ...fact, diagnoses: fact.diagnoses.filter(isNews) }))
    .filter((fact) => fact.diagnoses.length > 0 || fact.registration !== undefined);
}

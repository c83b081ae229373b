import path from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests of many random patients: only for the mutants that no example catches. */
const SLOW = /judge\/(?:properties|vectors)\.test\.ts$/;

const testNameOf = (file: string) => `${path.basename(file, '.ts')}.test.ts`;

/** The first failing test ends a mutant's run, so first come the tests named like the mutated file, last the slow. */
export class QuickFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const own = new Set((this.ctx.config.related ?? []).map(testNameOf));
    const rank = ({ moduleId }: TestSpecification) =>
      own.has(path.basename(moduleId)) ? 0 : SLOW.test(moduleId) ? 3 : moduleId.includes('/judge') ? 2 : 1;
    return Promise.resolve(
      files.toSorted((a, b) => rank(a) - rank(b) || a.moduleId.localeCompare(b.moduleId)),
    );
  }
}

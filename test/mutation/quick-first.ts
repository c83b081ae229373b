import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { importDistance } from './import-distance.ts';

/** Tests of many random patients: only for the mutants that no example catches. */
const SLOW = /judge\/(?:properties|vectors)\.test\.ts$/;

/** The first failing test ends a mutant's run, so first come the tests next to the mutated file, last the slow ones. */
export class QuickFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const [mutated = ''] = this.ctx.config.related ?? [];
    const rank = ({ moduleId }: TestSpecification) =>
      SLOW.test(moduleId) ? Number.MAX_VALUE : Math.min(importDistance(moduleId, mutated), 99);
    const ranks = new Map(files.map((file) => [file, rank(file)]));
    const rankOf = (file: TestSpecification) => ranks.get(file) ?? 0;
    return Promise.resolve(
      files.toSorted((a, b) => rankOf(a) - rankOf(b) || a.moduleId.localeCompare(b.moduleId)),
    );
  }
}

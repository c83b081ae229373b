import path from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { importDistance } from './import-distance.ts';
import { isAskedAbout } from './scope.ts';

/** Tests of many random cases: only for the mutants that no example catches. */
const SLOW = /(?:judge\/(?:properties|vectors)|hl7\/fuzz)\.test\.ts$/;

/**
 * The first failing test ends a mutant's run, so first come the tests next to the mutated file, last the slow ones;
 * those that are not asked about its folder do not come at all.
 */
export class QuickFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const [mutated = ''] = this.ctx.config.related ?? [];
    const fromRoot = (file: string) => path.relative(this.ctx.config.root, file);
    const rank = ({ moduleId }: TestSpecification) =>
      SLOW.test(moduleId) ? Number.MAX_VALUE : Math.min(importDistance(moduleId, mutated), 99);
    const asked = files.filter(({ moduleId }) => isAskedAbout(fromRoot(moduleId), fromRoot(mutated)));
    const ranks = new Map(asked.map((file) => [file, rank(file)]));
    const rankOf = (file: TestSpecification) => ranks.get(file) ?? 0;
    return Promise.resolve(
      asked.toSorted((a, b) => rankOf(a) - rankOf(b) || a.moduleId.localeCompare(b.moduleId)),
    );
  }
}

import { type CancelReason, TestRunner } from 'vitest';

type ImportSource = Parameters<TestRunner['importFile']>[1];

/** Once a test has failed the mutant is noticed: the files still waiting are not even loaded. */
export default class StoppingRunner extends TestRunner {
  #isStopped = false;

  override cancel(reason: CancelReason): void {
    this.#isStopped = true;
    super.cancel(reason);
  }

  override importFile(file: string, source: ImportSource): unknown {
    return this.#isStopped ? undefined : super.importFile(file, source);
  }
}

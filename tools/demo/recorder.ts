import type { Operations, OperationsNotice, Page, Publisher } from '../../shared/alerting/publisher.ts';
import type { EpochMs } from '../../shared/clinical/instant.ts';
import type { DrawJudgement, Judge, RaisedAlert } from '../../shared/clinical/verdict.ts';
import type { Fate, FateRecorder } from '../../shared/intake/fate.ts';
import type { MessageStore } from '../../shared/intake/message-store.ts';
import type { Clock } from '../../shared/runtime/clock.ts';

export type RecordedPage = { readonly at: EpochMs; readonly page: Page };
export type RecordedVerdict = {
  readonly at: EpochMs;
  readonly registered: boolean;
  readonly raised: readonly RaisedAlert[];
  readonly judgements: readonly DrawJudgement[];
};

/** What happened while one message was worked on. */
export type Happening = {
  readonly fates: Fate[];
  readonly pages: RecordedPage[];
  readonly verdicts: RecordedVerdict[];
  readonly notices: OperationsNotice[];
};

const nothingYet = (): Happening => ({ fates: [], pages: [], verdicts: [], notices: [] });

/** While the pager is out of order nothing can be published; the sweep has to see to it later. */
export type Outage = { readonly from: EpochMs; readonly until: EpochMs };

/** Stands behind the ports of the pipeline and notes down what goes out of it. */
export type Recorder = {
  readonly publisher: Publisher;
  readonly operations: Operations;
  readonly fates: FateRecorder;
  readonly store: MessageStore;
  /** The judge given, with every verdict noted down. */
  readonly watching: (judge: Judge) => Judge;
  /** All that happened since this was last called. */
  readonly take: () => Happening;
  /** Whether something could not be published and has not been since. */
  readonly owesPages: () => boolean;
};

export function createRecorder(clock: Clock, outage: Outage): Recorder {
  let current = nothingYet();
  const owed = new Set<string>();
  return {
    publisher: {
      publish: async (page) => {
        const at = clock.now();
        const alertIds = [page, ...(page.others ?? [])].map(({ alertId }) => alertId);
        if (at >= outage.from && at < outage.until) {
          for (const alertId of alertIds) owed.add(alertId);
          throw new Error('the pager is out of order');
        }
        for (const alertId of alertIds) owed.delete(alertId);
        current.pages.push({ at, page });
      },
    },
    operations: {
      tell: async (notice) => {
        current.notices.push(notice);
      },
    },
    fates: {
      record: async (_messageId, _feed, fate) => {
        current.fates.push(fate);
      },
    },
    store: { quarantine: async () => {}, archive: async () => {} },
    watching: (judge) => (input) => {
      const verdict = judge(input);
      current.verdicts.push({ at: clock.now(), ...verdict, judgements: verdict.judgements() });
      return verdict;
    },
    take: () => {
      const taken = current;
      current = nothingYet();
      return taken;
    },
    owesPages: () => owed.size > 0,
  };
}

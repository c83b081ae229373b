import type { Operations } from '../../shared/alerting/publisher.ts';
import { type Reconciled, reconcileSubscriptions } from '../../shared/alerting/reconcile-subscriptions.ts';
import type { Subscriptions } from '../../shared/alerting/sns-subscriptions.ts';
import type { ContactTopic } from '../../shared/alerting/wanted-subscriptions.ts';
import { isoInstant } from '../../shared/clinical/instant.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import type { AnswerDeployment } from './answer-deployment.ts';
import { occasionOf } from './event.ts';
import { noticesOf } from './notices.ts';

export type SubscriptionsParts = {
  readonly topics: readonly ContactTopic[];
  /** The path of Parameter Store below which contacts lie. */
  readonly contactsPath: string;
  readonly readContacts: () => Promise<ReadonlyMap<string, string>>;
  readonly subscriptions: Subscriptions;
  /** What has SNS log what becomes of each SMS: each step does without the others. */
  readonly smsSteps: readonly (() => Promise<void>)[];
  readonly answerDeployment: AnswerDeployment;
  readonly operations: Operations;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
};

/** Keeps subscriptions as the contacts in Parameter Store say: after a deployment, a changed contact, and each hour. */
export function createHandler(parts: SubscriptionsParts): (event: unknown) => Promise<void> {
  return async (event) => {
    const occasion = occasionOf(event);
    if (occasion.is !== 'deployment') {
      const topics = occasion.is === 'contact' ? topicsOf(occasion.parameter, parts) : parts.topics;
      return reconcileAll(topics, occasion.is === 'schedule', parts);
    }
    const { deployment } = occasion;
    const failures = deployment.RequestType === 'Delete' ? [] : await setUp(parts);
    await parts.answerDeployment(deployment);
    if (failures.length > 0) throw failures[0];
  };
}

/** The topic of the one contact that has changed; none when it is nobody's. */
function topicsOf(parameter: string, { topics, contactsPath }: SubscriptionsParts): readonly ContactTopic[] {
  return topics.filter(({ path }) => parameter.startsWith(`${contactsPath}/${path}/`));
}

/** What failed: rights given a moment ago may not hold yet, so that Lambda is to run it all again. */
async function setUp(parts: SubscriptionsParts): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  for (const step of [() => reconcileAll(parts.topics, true, parts), ...parts.smsSteps]) {
    try {
      await step();
    } catch (error) {
      parts.telemetry.error('set-up-failed', error);
      parts.telemetry.count('SubscriptionsSetUpFailed');
      failures.push(error);
    }
  }
  return failures;
}

/** One topic that fails never stops the others; that it did is told at the end. */
async function reconcileAll(
  topics: readonly ContactTopic[],
  isWhole: boolean,
  parts: SubscriptionsParts,
): Promise<void> {
  const parameters = await parts.readContacts();
  const done: Reconciled[] = [];
  const failures: unknown[] = [];
  for (const topic of topics) {
    try {
      done.push(await reconcileSubscriptions(parts.subscriptions, topic, parameters));
    } catch (error) {
      parts.telemetry.error('reconcile-failed', error, { topic: topic.name });
      failures.push(error);
    }
  }
  tellOfRun(done, isWhole, parts);
  const day = isoInstant(parts.clock.now()).slice(0, 10);
  for (const notice of done.flatMap((one) => noticesOf(one, day))) await parts.operations.tell(notice);
  if (failures.length > 0) throw failures[0];
}

/** States are measured of all topics together only: half of them would look like a recovery. */
function tellOfRun(done: readonly Reconciled[], isWhole: boolean, { telemetry }: SubscriptionsParts): void {
  const sum = (of: (one: Reconciled) => number) => done.reduce((total, one) => total + of(one), 0);
  const missing = sum(({ unknown, ended }) => unknown.length + ended.length);
  const unconfirmed = sum((one) => one.unconfirmed.length);
  telemetry.info('subscriptions-reconciled', {
    topics: done.length,
    subscribed: sum(({ subscribed }) => subscribed),
    filtered: sum(({ filtered }) => filtered),
    unsubscribed: sum(({ unsubscribed }) => unsubscribed),
    kept: sum(({ kept }) => kept),
    missing,
    unconfirmed,
  });
  if (!isWhole) return;
  telemetry.measure('SubscriptionsMissing', missing, 'Count');
  telemetry.measure('SubscriptionsUnconfirmed', unconfirmed, 'Count');
  telemetry.measure(
    'LevelsUnheard',
    sum(({ unheard }) => unheard.length),
    'Count',
  );
}

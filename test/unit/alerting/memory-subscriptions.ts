import type { ListedSubscription } from '../../../shared/alerting/plan-subscriptions.ts';
import type { Subscriptions } from '../../../shared/alerting/sns-subscriptions.ts';

/** One topic as SNS keeps it: SMS are confirmed at once, e-mail waits for its reader. `steps` says what was done, in order. */
export function memorySubscriptions(...before: readonly ListedSubscription[]) {
  let listed = [...before];
  const steps: string[] = [];
  let made = 0;
  const change = (arn: string, to: (one: ListedSubscription) => readonly ListedSubscription[]) => {
    listed = listed.flatMap((one) => (one.arn === arn ? to(one) : [one]));
  };
  const subscriptions: Subscriptions = {
    list: async () => listed,
    subscribe: async (_, { protocol, endpoint, filterPolicy }) => {
      steps.push(`subscribe ${endpoint}`);
      listed = [
        ...listed,
        protocol === 'sms'
          ? confirmed(protocol, endpoint, filterPolicy, `arn:made-${++made}`)
          : pending(endpoint),
      ];
    },
    filter: async (arn, filterPolicy) => {
      change(arn, (one) => {
        steps.push(`filter ${one.endpoint}`);
        return [{ ...one, filterPolicy }];
      });
    },
    unsubscribe: async (arn) => {
      change(arn, ({ endpoint }) => {
        steps.push(`unsubscribe ${endpoint}`);
        return [];
      });
    },
  };
  return { subscriptions, steps, listed: () => listed };
}

export function confirmed(
  protocol: string,
  endpoint: string,
  filterPolicy: string | undefined,
  arn = `arn:${endpoint}`,
): ListedSubscription {
  return { protocol, endpoint, state: 'confirmed', arn, filterPolicy };
}

export function pending(endpoint: string): ListedSubscription {
  return { protocol: 'email', endpoint, state: 'pending', arn: undefined, filterPolicy: undefined };
}

export function ended(endpoint: string): ListedSubscription {
  return { protocol: 'email', endpoint, state: 'ended', arn: undefined, filterPolicy: undefined };
}

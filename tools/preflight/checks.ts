import type { EpochMs } from '../../shared/clinical/instant.ts';
import type { Config } from '../../shared/runtime/config.ts';
import { checkRotas } from './check-rota.ts';
import { checkService, checkStacks } from './check-service.ts';
import { checkOptedOut, checkSms } from './check-sms.ts';
import { checkTopics } from './check-topics.ts';
import { numbersOf } from './contact-numbers.ts';
import type { Finding } from './finding.ts';
import type { Gathered } from './gathered.ts';

/** Everything that was looked at, judged. */
export function checkAll(gathered: Gathered, config: Config, now: EpochMs): readonly Finding[] {
  const numbers = numbersOf(
    gathered.topics.map(({ topic }) => topic),
    gathered.contacts,
  );
  return [
    ...checkStacks(gathered.stacks),
    ...checkTopics(gathered),
    ...checkRotas(config, now),
    ...checkSms(gathered.sms, config),
    ...checkOptedOut(gathered.sms.optedOut, numbers),
    ...checkService(gathered.service, now),
  ];
}

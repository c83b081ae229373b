import { DAY_MS, MINUTE_MS, plusMs } from '../../shared/clinical/instant.ts';
import { type DeskAction, DeskRefusedError, type DeskService } from '../../shared/desk/desk-service.ts';
import type { DeskUser } from '../../shared/desk/user.ts';
import type { Work } from './busy.ts';
import { type Choices, onceIn, oneOf } from './choices.ts';
import type { Stock } from './works.ts';
import type { World } from './world.ts';

/** What somebody at the desk was told is done. */
export type ToldAnswer = {
  readonly alertId: string;
  /** Each attempt is another person. */
  readonly by: string;
  readonly version: number;
  readonly toldAt: number;
};

/** Longer than any snooze lasts. */
export const SNOOZES_OVER_MS = 8 * DAY_MS;

const PERSON_IN = 10;

/** Whether somebody comes to the desk now. */
export function comesToDesk({ world, choices }: Stock): boolean {
  return world.memory.raised.size > 0 && onceIn(choices, PERSON_IN);
}

/** Somebody looks at an alert and answers it; who is not answered, or was too late, goes away. */
export function answering({ world, choices }: Stock): Work {
  const alerts = [...world.memory.raised];
  const alertId = alerts[choices.below(alerts.length)] ?? '';
  const actionOf = chooseAction(choices);
  return {
    by: 'person',
    what: alertId,
    start: async (attempt) => {
      const user = { id: attempt.name, name: 'Somebody', roles: ['coordinator'], teams: [] } as const;
      const told = await answered(world.desk(attempt), user, alertId, actionOf(world));
      return () => {
        if (told === undefined) return;
        world.outcomes.answers.push({ alertId, by: user.id, version: told, toldAt: world.now() });
      };
    },
    failed: () => {},
    crashed: () => {},
  };
}

/** Resolves to the version of the alert as it was answered; undefined where somebody else was faster. */
async function answered(
  desk: DeskService,
  user: DeskUser,
  alertId: string,
  chosen: DeskAction,
): Promise<number | undefined> {
  try {
    const seen = await desk.alert(user, alertId);
    if (seen === undefined) return undefined;
    const action: DeskAction = seen.acknowledgement === null ? chosen : { do: 'reopen' };
    return (await desk.act(user, alertId, action, seen)).version;
  } catch (error) {
    if (error instanceof DeskRefusedError) return undefined;
    throw error;
  }
}

function chooseAction(choices: Choices): (world: World) => DeskAction {
  const kind = oneOf(choices, ['acknowledge', 'acknowledge', 'snooze', 'next-result'] as const);
  const minutes = 1 + choices.below(5);
  return ({ now }) => {
    if (kind === 'acknowledge') return { do: 'acknowledge', reason: 'acting' };
    if (kind === 'next-result') return { do: 'snooze', until: 'next-result', note: '' };
    return { do: 'snooze', until: plusMs(now(), minutes * MINUTE_MS), note: '' };
  };
}

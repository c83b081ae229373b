import type { Level } from '../clinical/level.ts';
import type { AlertKind } from '../clinical/verdict.ts';
import type { Config } from '../runtime/config.ts';
import type { Page } from './publisher.ts';
import { teamFor } from './routing.ts';
import { wordPage } from './wording.ts';

/** What the chart knows of an alert that is to be paged. */
export type AlertToPage = {
  readonly alertId: string;
  readonly team: string | undefined;
  readonly level: Level;
  readonly kind: AlertKind;
  readonly repeat: boolean;
  /** How many alerts the page stands for; 1 when left out. */
  readonly count?: number;
};

/** The first step of the escalation chain. */
const FIRST_CONTACT = 'first';

/** The page of an alert, addressed to a team that exists. */
export function composePage(
  alert: AlertToPage,
  config: Pick<Config, 'teams' | 'fallbackTeam' | 'deskUrl'>,
): Page {
  const { alertId, level, kind, repeat, count = 1 } = alert;
  const text = wordPage({ alertId, level, kind, repeat, count, deskUrl: config.deskUrl });
  return { alertId, team: teamFor(alert.team, config), level, kind, contact: FIRST_CONTACT, repeat, ...text };
}

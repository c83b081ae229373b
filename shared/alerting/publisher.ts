import type { Level } from '../clinical/level.ts';
import type { AlertKind } from '../clinical/verdict.ts';

/** An alert, and the partition in which its result lies. */
export type AlertPlace = { readonly alertId: string; readonly where: string };

/** Exactly what SNS Publish gets (MessageStructure json, attributes); no patient data. */
export type Page = {
  readonly alertId: string;
  readonly team: string;
  readonly level: Level;
  readonly kind: AlertKind;
  /** Who of the team is paged: steps of its escalation and persons on call, as subscriptions filter by them. */
  readonly contacts: readonly string[];
  /** Which step of how many it is paged at; 1 where there is no escalation. */
  readonly step: number;
  readonly subject: string;
  readonly sms: string;
  readonly email: string;
  /** Sent before, perhaps: the text says REPEAT with the same reference. */
  readonly repeat: boolean;
  /** The further alerts it stands for, of the same level and kind. Never sent. */
  readonly others?: readonly AlertPlace[];
};

export type Publisher = {
  /**
   * Resolves once handed over; a rejection leaves it unknown whether it was (the sweep sends it again as REPEAT).
   * `where` is the partition in which the alert's result lies: never sent, it is where a later word of the delivery belongs.
   */
  readonly publish: (page: Page, where: string) => Promise<void>;
};

/** Tells operations; never patient data. Once a (code, subject), with a count of how often since. */
export type OperationsNotice = { readonly code: string; readonly subject: string; readonly text: string };
export type Operations = { readonly tell: (notice: OperationsNotice) => Promise<void> };

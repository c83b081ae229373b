import { ACCESS_RULES } from './access-rules.ts';
import { ENCRYPTION_RULES } from './encryption-rules.ts';
import type { HouseRule } from './house-rule.ts';
import { LIFETIME_RULES } from './lifetime-rules.ts';
import { TABLE_RULES } from './table-rules.ts';

/** What the rule packs do not look at, or look at only by halves. */
export const HOUSE_RULES: readonly HouseRule[] = [
  ...TABLE_RULES,
  ...ENCRYPTION_RULES,
  ...ACCESS_RULES,
  ...LIFETIME_RULES,
];

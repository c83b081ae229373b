import * as z from 'zod';
import { type Policy, policySchema } from './policy.ts';

/** What a published source, a physical constant or the reading of a message decides is the same for every patient. */
const forWholeSite = z
  .never('holds for the whole site; move it to policy')
  .exactOptional()
  .describe('holds for the whole site: set it in policy');

type Fields = Readonly<Record<string, z.ZodDefault<z.ZodType>>>;
type Overriding<Of extends Fields> = {
  readonly [Name in keyof Of]: z.ZodExactOptional<ReturnType<Of[Name]['unwrap']>>;
};

/** The section's fields, each without its default: what is left out stays as it was. */
function section<Of extends Fields>(
  { shape }: z.ZodObject<Of, z.core.$strict>,
  ...siteOnly: readonly (keyof Of & string)[]
) {
  const fields = Object.entries(shape).map(([name, field]) => [
    name,
    siteOnly.includes(name)
      ? forWholeSite
      : field
          .unwrap()
          .exactOptional()
          .meta({ ...field.meta() }),
  ]);
  return z.strictObject(Object.fromEntries(fields) as Overriding<Of>).exactOptional();
}

const { draw, albumin, level, history, episode, lateness } = policySchema.shape;

/**
 * What may differ for a team or a patient: this project's own decisions on judging. Not the CTCAE grades, nor the Payne
 * formula, so that a grade means the same everywhere and from grade 3 on nobody is left out.
 */
export const policyOverrideSchema = z.strictObject({
  version: z
    .string()
    .regex(/^[\w.-]{1,20}$/, 'no version; write 1 to 20 letters, digits, dots or hyphens')
    .describe('stored with every alert; raise it with every change'),
  reading: forWholeSite,
  grade: forWholeSite,
  draw: section(draw.unwrap()),
  albumin: section(albumin.unwrap(), 'paynePivotGPerL', 'payneMgPerDlPerGPerL', 'payneMmolPerLPerGPerL'),
  level: section(level.unwrap()),
  history: section(history.unwrap(), 'mgPerDlPerMmolPerL'),
  episode: section(episode.unwrap()),
  lateness: section(lateness.unwrap()),
});
export type PolicyOverride = z.infer<typeof policyOverrideSchema>;

/** The policy with what the override says instead; its version names both. */
export function overridden(policy: Policy, name: string, override: PolicyOverride): Policy {
  return {
    ...policy,
    version: `${policy.version}+${name}@${override.version}`,
    draw: { ...policy.draw, ...override.draw },
    albumin: { ...policy.albumin, ...override.albumin },
    level: { ...policy.level, ...override.level },
    history: { ...policy.history, ...override.history },
    episode: { ...policy.episode, ...override.episode },
    lateness: { ...policy.lateness, ...override.lateness },
  };
}

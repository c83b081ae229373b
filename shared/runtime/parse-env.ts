import type * as z from 'zod';
import { ConfigurationError } from './errors.ts';

/**
 * The environment as a function's own schema says.
 * @throws ConfigurationError naming every variable that is missing or wrong, never its value.
 */
export function parseEnv<Shape>(
  schema: z.ZodType<Shape>,
  env: Readonly<Record<string, string | undefined>>,
): Shape {
  const parsed = schema.safeParse(env);
  if (parsed.success) return parsed.data;
  const names = parsed.error.issues.map(({ path }) => String(path[0] ?? 'environment'));
  throw new ConfigurationError(
    [...new Set(names)].map((name) => `${name}: missing or wrong; set the environment variable`).join('\n'),
  );
}

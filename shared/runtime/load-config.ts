import type * as z from 'zod';
import { type Config, configSchema, isCanary } from './config.ts';
import { ConfigurationError } from './errors.ts';

/**
 * The text of calcium-alerts.config.json → Config.
 * @throws ConfigurationError naming every fault, one line each: "path: what is wrong; what to do".
 */
export function parseConfig(text: string, source = 'calcium-alerts.config.json'): Config {
  const parsed = configSchema.safeParse(readJson(text, source));
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(parsed.error.issues.flatMap(linesOf).join('\n'));
}

/** As `parseConfig`, of a file that a site has written: no canary's team or feed is in it. */
export function parseSiteConfig(text: string, source?: string): Config {
  const config = parseConfig(text, source);
  const faults = (['teams', 'feeds'] as const).flatMap((list) =>
    config[list].flatMap(({ id }, index) =>
      isCanary(id) ? [`${list}[${index}].id: "${id}" is kept for the canary; rename it`] : [],
    ),
  );
  if (faults.length > 0) throw new ConfigurationError(faults.join('\n'));
  return config;
}

function readJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new ConfigurationError(`${source}: not valid JSON; mend the syntax (${shortReason(cause)})`, {
      cause,
    });
  }
}

function shortReason(cause: unknown): string {
  return cause instanceof SyntaxError ? cause.message : 'unreadable';
}

function linesOf(issue: z.core.$ZodIssue): string[] {
  const path = pathText(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      (key) => `${pathText([...issue.path, key])}: not a known setting; remove or rename it`,
    );
  }
  const wrong = issue.message.replace(/^Invalid input: /, '');
  return [wrong.includes('; ') ? `${path}: ${wrong}` : `${path}: ${wrong}; ${remedy(issue)}`];
}

function remedy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.endsWith('received undefined') ? 'add it' : 'change its type';
    case 'invalid_value':
      return 'use one of these';
    case 'too_small':
      return 'give more';
    case 'too_big':
      return 'give less';
    default:
      return 'correct it';
  }
}

function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return '(whole file)';
  return path.map((part, index) => partText(part, index)).join('');
}

function partText(part: PropertyKey, index: number): string {
  if (typeof part === 'number') return `[${part}]`;
  return index === 0 ? String(part) : `.${String(part)}`;
}

import * as z from 'zod';
import { configSchema } from './config.ts';

/** The JSON schema of calcium-alerts.config.json as text, for editors. */
export function configJsonSchema(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' });
  return `${JSON.stringify({ title: 'calcium-alerts configuration', ...schema }, null, 2)}\n`;
}

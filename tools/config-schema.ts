import { writeFileSync } from 'node:fs';
import { configJsonSchema } from '../shared/runtime/config-json-schema.ts';

/** Writes calcium-alerts.config.schema.json, by which an editor checks the configuration as it is typed. */
const target = new URL('../calcium-alerts.config.schema.json', import.meta.url);
writeFileSync(target, configJsonSchema());
console.log('calcium-alerts.config.schema.json written');

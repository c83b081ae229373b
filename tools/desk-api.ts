import { mkdirSync, writeFileSync } from 'node:fs';
import { openApiDocument } from '../functions/desk/openapi.ts';

mkdirSync('docs/desk', { recursive: true });
writeFileSync('docs/desk/openapi.json', `${JSON.stringify(openApiDocument(), undefined, 2)}\n`);
console.log('docs/desk/openapi.json describes the API of now');

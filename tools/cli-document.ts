import { writeFileSync } from 'node:fs';
import { cliDocument } from './cli/cli-document.ts';

writeFileSync(new URL('../docs/cli.md', import.meta.url), cliDocument());
console.log('docs/cli.md written');

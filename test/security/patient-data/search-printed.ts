/**
 * `node search-printed.ts FILE…`: whether what was printed holds any of the patient data that tests plant. Exits 1, naming the
 * file and the line and no more, where it does.
 */
import { readFileSync } from 'node:fs';
import { leaksIn } from './leaks.ts';

const files = process.argv.slice(2);
if (files.length === 0) throw new Error('name the files to be searched');
const found = files.flatMap((file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((text, index) =>
      leaksIn([{ where: `${file}:${index + 1}`, text }]).map(({ where, form }) => `${where} (${form})`),
    ),
);
for (const place of found) console.error(`planted patient data was printed: ${place}`);
if (found.length > 0) process.exitCode = 1;

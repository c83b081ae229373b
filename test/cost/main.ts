import { readFileSync, writeFileSync } from 'node:fs';
import { runCommand, wholeNumber } from '../../tools/command-line.ts';
import { naiveHandlers } from '../bench/naive/aws.ts';
import { countRequests } from './count-requests.ts';
import { KINDS } from './kinds.ts';
import { readPrices } from './prices.ts';
import { costReport } from './report.ts';

const DOCUMENT = 'docs/cost-and-scale.md';
const [BEGIN, END] = [
  '<!-- begin of what npm run cost writes -->',
  '<!-- end of what npm run cost writes -->',
];

const HELP = `Counts the requests that the real handlers make to AWS, and prices them.

Usage: npm run cost -- [options]

  --messages N  of each kind  (default 50)
  --write       put the tables into ${DOCUMENT}
  --help        this text

Prices are those of test/cost/prices.json.
`;

function replaceTables(tables: string): void {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${DOCUMENT} lacks the lines "${BEGIN}" and "${END}"`);
  writeFileSync(DOCUMENT, `${text.slice(0, begin + BEGIN.length)}\n${tables}\n${text.slice(end)}`);
}

const OPTIONS = {
  messages: { type: 'string', default: '50' },
  write: { type: 'boolean', default: false },
} as const;

await runCommand({ name: 'cost', help: HELP, options: OPTIONS }, async (values) => {
  const messages = wholeNumber('--messages', values.messages, 1);
  const prices = readPrices();
  const { messagesPerBatch } = prices.assumed;
  console.error(`playing ${messages} messages of each of ${KINDS.length} kinds ...`);
  const counts = await countRequests(KINDS, messages, messagesPerBatch);
  console.error('playing them through the naive pipeline ...');
  const naive = await countRequests(KINDS, messages, messagesPerBatch, naiveHandlers);
  const tables = costReport(counts, naive, prices);
  console.log(tables);
  if (values.write) replaceTables(tables);
});

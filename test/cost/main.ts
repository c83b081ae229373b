import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
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

  --messages N  of each kind (50)
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

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      messages: { type: 'string', default: '50' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const messages = Number(values.messages);
  if (!Number.isInteger(messages) || messages < 1) throw new Error('--messages: give a whole number from 1');
  const prices = readPrices();
  console.error(`playing ${messages} messages of each of ${KINDS.length} kinds ...`);
  const { messagesPerBatch } = prices.assumed;
  const counts = await countRequests(KINDS, messages, messagesPerBatch);
  console.error('playing them through the naive pipeline ...');
  const naive = await countRequests(KINDS, messages, messagesPerBatch, naiveHandlers);
  const tables = costReport(counts, naive, prices);
  console.log(tables);
  if (values.write) replaceTables(tables);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

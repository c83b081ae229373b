import { decodeMessage } from '../../shared/hl7/charset.ts';
import { readMessage } from '../../shared/hl7/read-message.ts';
import { scanMessage } from '../../shared/hl7/scan.ts';
import { splitMessages } from '../../shared/hl7/split.ts';
import { configSchema, feedSchema } from '../../shared/runtime/config.ts';
import { UnprocessableMessageError } from '../../shared/runtime/errors.ts';
import { measured } from './measured.ts';

/**
 * Reads one hostile message, named on the command line, in a process of its own, and prints as JSON what became of it,
 * the processor time and the most memory: `node test/size/hostile.ts zzz`.
 */
const HEADER = 'MSH|^~\\&|L|F|||20240501||ORU^R01|1|P|2.5.1\rPID|1||1^^^H\rOBR|1\r';
const OBX = 'OBX|1|NM|17861-6^Calcium^LN||9.5|mg/dL|8.6-10.3|N|||F\r';

const MESSAGES = new Map<string, () => string>([
  ['10-mb', () => HEADER + `${OBX}NTE|1||${'note '.repeat(200)}\r`.repeat(9_000)],
  ['20000-obx', () => HEADER + OBX.repeat(19_997)],
  ['one-field', () => `${HEADER}OBX|1|TX|X||${'x'.repeat(9_900_000)}`],
  ['escapes', () => `${HEADER}OBX|1|TX|X||${'\\T\\'.repeat(3_300_000)}`],
  ['zzz', () => HEADER + 'ZZZ|\r'.repeat(1_000_000)],
  ['components', () => HEADER + `OBX|1|TX|X||${'^'.repeat(18_000)}\r`.repeat(50)],
]);

const [name = ''] = process.argv.slice(2);
const make = MESSAGES.get(name);
if (make === undefined) throw new Error(`one of ${[...MESSAGES.keys()].join(', ')}`);
const bytes = Buffer.from(make());
console.log(JSON.stringify(await measured(() => fateOf(bytes))));

function fateOf(message: Buffer): string {
  const caps = configSchema.shape.caps.parse({});
  const [piece = message] = splitMessages(message);
  scanMessage(decodeMessage(piece).text, (code) => code === '17861-6', caps);
  try {
    const { patients } = readMessage(piece, { feed: feedSchema.parse({ id: 'lab' }), caps });
    return `${patients[0]?.observations.length} observations`;
  } catch (error) {
    if (error instanceof UnprocessableMessageError) return error.reason;
    throw error;
  }
}

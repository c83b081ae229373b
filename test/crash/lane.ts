import { connectMllp } from '../../tools/send/mllp-client.ts';
import type { Addresses } from '../e2e/launch-local.ts';
import type { ScriptedMessage } from './messages.ts';
import type { LANES } from './schedule.ts';

/** What the senders know: how often each message was sent, and how often it was acknowledged. */
export type Ledger = {
  readonly sent: Map<string, number>;
  readonly acknowledged: Map<string, number>;
  /** Answers that are not those of the message. */
  readonly wrong: string[];
};

export const newLedger = (): Ledger => ({ sent: new Map(), acknowledged: new Map(), wrong: [] });

export type Lane = { readonly door: (typeof LANES)[number]; readonly waiting: ScriptedMessage[] };

/** Messages sent by one connection before the first of them is answered. */
const AT_ONCE = { mllp: 4, http: 1 } as const;

/**
 * Sends what waits, in order, until it is all acknowledged or the other side is gone; what was not acknowledged waits
 * on, as it does at a laboratory.
 */
export async function sendLane(
  { door, waiting }: Lane,
  addresses: Addresses,
  ledger: Ledger,
  onAcknowledged: () => void,
): Promise<void> {
  const connection = await connect(door, addresses).catch(() => undefined);
  while (connection !== undefined && waiting.length > 0) {
    const answers = waiting.slice(0, AT_ONCE[door]).map((message) => {
      count(ledger.sent, message.controlId);
      return connection.send(message).then((answer) => ({ message, answer }));
    });
    for (const answered of answers) answered.catch(() => {});
    try {
      for (const answered of answers) {
        const { message, answer } = await answered;
        if (!isAnswerOf(message, answer)) ledger.wrong.push(`${message.controlId}: ${answer.split('\r')[1]}`);
        waiting.shift();
        count(ledger.acknowledged, message.controlId);
        onAcknowledged();
      }
    } catch {
      break;
    }
  }
  connection?.close();
}

function count(counts: Map<string, number>, id: string): void {
  counts.set(id, (counts.get(id) ?? 0) + 1);
}

function isAnswerOf({ controlId, fate }: ScriptedMessage, answer: string): boolean {
  const code = fate === 'quarantined processing-id' ? 'AR' : 'AA';
  return answer.includes(`\rMSA|${code}|${controlId}`);
}

type Connection = {
  readonly send: (message: ScriptedMessage) => Promise<string>;
  readonly close: () => void;
};

async function connect(door: Lane['door'], { mllpPort, httpPort }: Addresses): Promise<Connection> {
  if (door === 'http') return { send: (message) => post(httpPort, message), close: () => {} };
  const client = await connectMllp('127.0.0.1', mllpPort);
  return {
    send: async ({ text }) => Buffer.from(await client.send(Buffer.from(text))).toString('latin1'),
    close: client.close,
  };
}

async function post(port: number, { text }: ScriptedMessage): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/hl7`, {
    method: 'POST',
    body: text,
    headers: { 'content-type': 'x-application/hl7-v2+er7' },
  });
  if (answer.status !== 200) throw new Error(`HTTP ${answer.status}`);
  return answer.text();
}

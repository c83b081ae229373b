import { connectMllp } from '../../tools/send/mllp-client.ts';

/** What senders saw who each send one message, wait for its answer and send the next, as laboratories do. */
export type Sent = {
  /** Answers in each second. */
  readonly perSecond: readonly number[];
  /** From the last byte of each message to its answer. */
  readonly answeredInMs: readonly number[];
};

export type Senders = {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** The next message, whoever sends it; none ends the sending. */
  readonly next: () => Uint8Array | undefined;
};

export async function sendBy({ port, connections, seconds, next }: Senders): Promise<Sent> {
  const begun = performance.now();
  const perSecond = Array.from({ length: seconds }, () => 0);
  const answeredInMs: number[] = [];
  const secondNow = (): number => Math.floor((performance.now() - begun) / 1_000);
  const sendUntilTheEnd = async (): Promise<void> => {
    const client = await connectMllp('127.0.0.1', port);
    for (let message = next(); message !== undefined && secondNow() < seconds; message = next()) {
      const sentAt = performance.now();
      const answer = Buffer.from(await client.send(message)).toString('latin1');
      if (!answer.includes('MSA|AA')) throw new Error('a message was not accepted');
      answeredInMs.push(performance.now() - sentAt);
      const second = secondNow();
      if (second < seconds) perSecond[second] = (perSecond[second] ?? 0) + 1;
    }
    client.close();
  };
  await Promise.all(Array.from({ length: connections }, sendUntilTheEnd));
  return { perSecond, answeredInMs };
}

/** Another message of another patient each time, at hardly any cost to the sender, who shares the machine. */
export function endlessMessages(template: Uint8Array, patient: string, controlId: string): () => Uint8Array {
  const text = Buffer.from(template).toString();
  let number = 1_000_000;
  return () => {
    number += 1;
    return Buffer.from(text.replaceAll(controlId, `B${number}`).replace(patient, `BENCH${number}`));
  };
}

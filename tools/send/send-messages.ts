import type { Origin, Outgoing } from './outgoing.ts';
import type { Pacer } from './pacer.ts';
import { type Carrier, codeOf, isAccepted, type OpenCarrier, type Reply } from './reply.ts';

/** A message of which something is to be said. */
export type Said = { readonly from: Origin; readonly said: string };

export type SendReport = {
  /** Messages that were handed over at least once, whatever came of them. */
  readonly sent: number;
  readonly answers: ReadonlyMap<string, number>;
  /** Answered by anything but that they are kept: the first of them. */
  readonly refused: readonly Said[];
  readonly refusedInAll: number;
  /** Nobody knows whether these were taken. */
  readonly unanswered: readonly Said[];
  /** Sent more than once, each time after it was not answered. */
  readonly sentAgain: readonly Said[];
  /** Why the sending ended before the messages did, and what was next and never sent; what follows was not looked at. */
  readonly stopped: { readonly why: string; readonly notSent: readonly Origin[] } | undefined;
};

export type SendParts = {
  readonly open: OpenCarrier;
  readonly connections: number;
  readonly pace: Pacer;
  /** How often a message that was not answered is sent again. */
  readonly again: number;
  readonly pause: (ms: number) => Promise<void>;
  /** Once it is aborted nothing more is sent; answers to what was sent are awaited. */
  readonly interrupted?: AbortSignal;
  /** Told at once of each message that is not answered, or is sent again. */
  readonly onSaid: (said: Said) => void;
};

const MOST_REFUSED = 1_000;
/** So many messages in a row without an answer: whoever is there does not read them. */
const MOST_IN_A_ROW = 10;
/** Why a sending ended that was asked to. */
export const INTERRUPTED = 'interrupted';
const CONNECT_PAUSES_MS = [250, 500, 1_000, 2_000, 4_000];

/**
 * Sends each message once, over so many connections. What is not answered is said, and is sent again only as often as was
 * asked for. Where the receiver is gone it is tried for some seconds, then the sending stops.
 */
export async function sendMessages(messages: AsyncIterable<Outgoing>, parts: SendParts): Promise<SendReport> {
  const next = messages[Symbol.asyncIterator]();
  const sending = new Sending(parts);
  const one = async (): Promise<void> => {
    for (let taken = await next.next(); taken.done !== true; taken = await next.next()) {
      if (!(await sending.deliver(taken.value))) break;
    }
  };
  const lanes = Array.from({ length: parts.connections }, one);
  try {
    await Promise.all(lanes);
    await sending.nameNext(next);
  } finally {
    sending.close();
    await next.return?.();
  }
  return sending.report();
}

/** What all connections have in common. */
class Sending {
  readonly #parts: SendParts;
  readonly #idle: Carrier[] = [];
  readonly #answers = new Map<string, number>();
  readonly #refused: Said[] = [];
  readonly #unanswered: Said[] = [];
  readonly #sentAgain: Said[] = [];
  readonly #notSent: Origin[] = [];
  #refusedInAll = 0;
  #sent = 0;
  #inARow = 0;
  #why: string | undefined;

  constructor(parts: SendParts) {
    this.#parts = parts;
    parts.interrupted?.addEventListener('abort', () => {
      this.#why ??= INTERRUPTED;
    });
  }

  /** False where the sending has stopped. */
  async deliver(message: Outgoing): Promise<boolean> {
    await this.#parts.pace();
    let reply = await this.#attempt(message);
    for (let again = 1; reply.is === 'unanswered' && again <= this.#parts.again; again += 1) {
      this.#say(this.#sentAgain, message, `${reply.why}; sent again (${again} of ${this.#parts.again})`);
      const next = await this.#attempt(message);
      if (next.is === 'not-sent') break;
      reply = next;
    }
    this.#keep(message, reply);
    return this.#why === undefined;
  }

  /** Where the sending has stopped with nothing in hand, what would have come next says where to go on. */
  async nameNext(messages: AsyncIterator<Outgoing>): Promise<void> {
    if (this.#why === undefined || this.#notSent.length > 0) return;
    const next = await messages.next();
    if (next.done !== true) this.#notSent.push(next.value.from);
  }

  close(): void {
    for (const carrier of this.#idle.splice(0)) carrier.close();
  }

  report(): SendReport {
    return {
      sent: this.#sent,
      answers: this.#answers,
      refused: this.#refused,
      refusedInAll: this.#refusedInAll,
      unanswered: this.#unanswered,
      sentAgain: this.#sentAgain,
      stopped: this.#why === undefined ? undefined : { why: this.#why, notSent: this.#notSent },
    };
  }

  /** As often as nothing of it goes out, it may be tried anew. */
  async #attempt(message: Outgoing): Promise<Reply> {
    let reply = await this.#carry(message);
    for (const ms of CONNECT_PAUSES_MS) {
      if (reply.is !== 'not-sent' || this.#sent === 0 || this.#why !== undefined) break;
      await this.#parts.pause(ms);
      reply = await this.#carry(message);
    }
    if (reply.is === 'not-sent') this.#why ??= reply.why;
    return reply;
  }

  async #carry({ bytes }: Outgoing): Promise<Reply> {
    if (this.#why !== undefined) return { is: 'not-sent', why: this.#why };
    try {
      const carrier = this.#idle.pop() ?? (await this.#parts.open());
      const reply = await carrier.carry(bytes);
      if (reply.is === 'answered') this.#idle.push(carrier);
      else carrier.close();
      return reply;
    } catch (error) {
      return { is: 'not-sent', why: codeOf(error) };
    }
  }

  #keep(message: Outgoing, reply: Reply): void {
    if (reply.is === 'not-sent') {
      this.#notSent.push(message.from);
      return;
    }
    this.#sent += 1;
    if (reply.is === 'unanswered') {
      this.#say(this.#unanswered, message, reply.why);
      this.#inARow += 1;
      if (this.#inARow >= MOST_IN_A_ROW) this.#why ??= `${MOST_IN_A_ROW} messages in a row were not answered`;
      return;
    }
    this.#inARow = 0;
    const { code, error } = reply;
    this.#answers.set(code, (this.#answers.get(code) ?? 0) + 1);
    if (isAccepted(code)) return;
    this.#refusedInAll += 1;
    if (this.#refused.length < MOST_REFUSED) {
      this.#refused.push({ from: message.from, said: error === undefined ? code : `${code} ${error}` });
    }
  }

  #say(list: Said[], { from }: Outgoing, said: string): void {
    list.push({ from, said });
    this.#parts.onSaid({ from, said });
  }
}

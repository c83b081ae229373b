import { setTimeout as pause } from 'node:timers/promises';
import type { EpochMs } from '../../../shared/clinical/instant.ts';
import { httpCarrier } from '../../send/http-carrier.ts';
import { mllpCarrier } from '../../send/mllp-carrier.ts';
import { originText } from '../../send/outgoing.ts';
import { createPacer } from '../../send/pacer.ts';
import type { OpenCarrier } from '../../send/reply.ts';
import { INTERRUPTED, type Said, sendMessages } from '../../send/send-messages.ts';
import type { SenderTls } from '../../send/sender-tls.ts';
import { CannotRunError, EXIT, type ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { type Address, addressOf } from './address.ts';
import { dropFiles } from './drop-files.ts';
import { loadTls, type TlsOptions } from './load-tls.ts';
import { type LeftOut, type Messages, messagesOfFiles, messagesOfHospital } from './messages-to-send.ts';
import { isAllWell, type Sent, sentJson, sentText } from './report.ts';

export type SendOptions = TlsOptions & {
  readonly to: string;
  readonly connections: number;
  readonly rate?: number;
  readonly answerWithin: number;
  readonly again: number;
  readonly generated?: boolean;
  readonly seed: number;
  readonly patients: number;
  readonly days: number;
  readonly start: EpochMs;
  readonly region?: string;
  readonly json?: boolean;
};

/** Sends messages as a laboratory does. Ends as amiss where one was not answered by AA or CA, or was not sent. */
export async function send(
  paths: readonly string[],
  options: SendOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const address = addressOf(options.to);
  if ((paths.length === 0) === (options.generated !== true)) {
    throw new CannotRunError('name files or folders to send, or --generated, and not both');
  }
  const tls = await loadTls(address, options);
  if (address.is === 's3') return dropFiles(paths, address, options, terminal);
  const open = carrierTo(address, tls, options.answerWithin * 1_000);
  const sent = await sendAll(paths, open, options, terminal);
  const { stopped } = sent.report;
  if (sent.report.sent === 0 && stopped !== undefined && stopped.why !== INTERRUPTED) {
    throw new CannotRunError(`${options.to} cannot be reached (${stopped.why}); nothing was sent`);
  }
  terminal.print(options.json ? sentJson(sent) : sentText(sent));
  return isAllWell(sent) ? EXIT.ok : EXIT.amiss;
}

function carrierTo(
  address: Exclude<Address, { is: 's3' }>,
  tls: SenderTls | undefined,
  answerWithinMs: number,
): OpenCarrier {
  return address.is === 'mllp'
    ? mllpCarrier({ host: address.host, port: address.port, tls }, answerWithinMs)
    : httpCarrier({ url: address.url, tls }, answerWithinMs);
}

async function sendAll(
  paths: readonly string[],
  open: OpenCarrier,
  options: SendOptions,
  terminal: Terminal,
): Promise<Sent> {
  const { connections, rate, again, to } = options;
  const leftOut: LeftOut[] = [];
  let progress: ReturnType<Terminal['progress']> | undefined;
  const telling = {
    onProgress: (amount: number) => progress?.add(amount),
    onLeftOut: (one: LeftOut) => void leftOut.push(one),
  };
  const { messages, total, unit } = await messagesOf(paths, options, telling);
  progress = terminal.progress(total, unit);
  const begunAt = terminal.now();
  const time = { now: terminal.now, pause: (ms: number) => pause(ms) };
  const report = await sendMessages(messages, {
    ...{ open, connections, again },
    pace: createPacer(rate, time),
    pause: time.pause,
    interrupted: terminal.interruption(),
    onSaid: (said: Said) => terminal.tell(`${originText(said.from)}: ${said.said}`),
  });
  progress.stop();
  return { to, connections, leftOut, report, tookMs: terminal.now() - begunAt };
}

function messagesOf(
  paths: readonly string[],
  { generated, seed, patients, days, start }: SendOptions,
  telling: Parameters<typeof messagesOfFiles>[1],
): Promise<Messages> | Messages {
  return generated
    ? messagesOfHospital({ seed, patients, days, start }, telling)
    : messagesOfFiles(paths, telling);
}

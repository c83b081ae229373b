import { once } from 'node:events';
import { addAbortSignal } from 'node:stream';
import { connect } from 'node:tls';
import { createMllpDecoder, encodeMllp } from '../../shared/hl7/mllp-codec.ts';
import { CanaryRefusedError } from '../../shared/runtime/errors.ts';
import { saysAccepted } from './acknowledgement.ts';
import type { FrontDoor } from './handler.ts';
import type { GatewayCertificate } from './secrets-sender-certificate.ts';

export type MllpDoorParts = {
  readonly host: string;
  readonly port: number;
  /** The name that laboratories know the gateway by: its certificate has to be for it, whatever `host` is called. */
  readonly serverName: string;
  /** Read for each message: what was renewed counts at once. */
  readonly readCertificate: () => Promise<GatewayCertificate>;
  readonly pageWithinMs: number;
  readonly answerWithinMs?: number;
};

const ANSWER_WITHIN_MS = 10_000;
const MOST_ANSWER_BYTES = 65_536;

/** MLLP over TLS, as a laboratory's interface engine does it: a connection, a message, its answer. */
export function createMllpDoor(parts: MllpDoorParts): FrontDoor {
  return {
    name: 'mllp',
    pageWithinMs: parts.pageWithinMs,
    send: async (message) => {
      const certificate = await parts.readCertificate();
      const answer = await exchange(message, certificate, parts);
      if (!saysAccepted(answer)) throw new CanaryRefusedError('the front door did not answer AA');
    },
  };
}

/** The first message that comes back; empty where the connection ends without one. */
async function exchange(
  message: Uint8Array,
  { serverAuthorities, ...shown }: GatewayCertificate,
  { host, port, serverName, answerWithinMs = ANSWER_WITHIN_MS }: MllpDoorParts,
): Promise<string> {
  const to = { host, port, servername: serverName, ca: serverAuthorities, minVersion: 'TLSv1.2' } as const;
  const socket = addAbortSignal(AbortSignal.timeout(answerWithinMs), connect({ ...to, ...shown }));
  await once(socket, 'secureConnect');
  socket.write(encodeMllp(message));
  const decoder = createMllpDecoder({ maxBytes: MOST_ANSWER_BYTES });
  for await (const chunk of socket) {
    const answer = decoder.push(chunk).find(({ is }) => is === 'message');
    if (answer?.is === 'message') return Buffer.from(answer.bytes).toString('latin1');
  }
  return '';
}

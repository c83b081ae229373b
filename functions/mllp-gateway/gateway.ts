import { once } from 'node:events';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { createHealthServer } from './health.ts';
import type { GatewayTls } from './secrets-tls-reader.ts';
import { createMllpServer, type MllpServer, type MllpServerParts } from './server.ts';

export type GatewayParts = {
  readonly server: Omit<MllpServerParts, 'tls'>;
  readonly readTls: () => Promise<GatewayTls>;
  readonly host: string;
  readonly mllpPort: number;
  readonly healthPort: number;
  /** How often connections are counted, and a renewed certificate is looked for. */
  readonly countMs?: number;
  readonly renewMs?: number;
};

export type Gateway = {
  /** As they turned out, where 0 asked for any. */
  readonly mllpPort: number;
  readonly healthPort: number;
  /** Takes nothing new, answers what was read, closes; what is not done in 25 s is cut. */
  readonly stop: () => Promise<void>;
};

/** A task is killed 30 s after it is told to stop. */
const GRACE_MS = 25_000;
const COUNT_MS = 60_000;
const RENEW_MS = 900_000;

/** The MLLP listener with mutual TLS, as its container runs it: beside the load balancer's question and the count of connections. */
export async function startGateway(parts: GatewayParts): Promise<Gateway> {
  const { telemetry } = parts.server;
  let stopping = false;
  const server = createMllpServer({ ...parts.server, tls: await parts.readTls() });
  const mllpPort = await server.listen(parts.mllpPort, parts.host);
  const health = createHealthServer(() => !stopping);
  health.listen(parts.healthPort, parts.host);
  await once(health, 'listening');
  const counting = setInterval(() => {
    telemetry.measure('MllpConnections', server.connections(), 'Count');
  }, parts.countMs ?? COUNT_MS);
  const renewing = setInterval(() => void renew(server, parts.readTls, telemetry), parts.renewMs ?? RENEW_MS);
  return {
    mllpPort,
    healthPort: portOf(health.address()),
    stop: async () => {
      stopping = true;
      clearInterval(counting);
      clearInterval(renewing);
      await server.stop(GRACE_MS);
      health.close();
    },
  };
}

/** A certificate put into the secret later counts for new connections; one that does not hold leaves the old one. */
async function renew(
  server: MllpServer,
  readTls: () => Promise<GatewayTls>,
  telemetry: Telemetry,
): Promise<void> {
  try {
    server.renew(await readTls());
  } catch (error) {
    telemetry.error('tls-not-renewed', error);
    telemetry.count('TlsNotRenewed');
  }
}

function portOf(address: ReturnType<ReturnType<typeof createHealthServer>['address']>): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

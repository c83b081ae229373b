import { createHealthServer } from './health.ts';
import { createHttpsServer, type HttpsServerParts } from './https-server.ts';
import { listen } from './listen.ts';
import type { GatewayTls } from './secrets-tls-reader.ts';
import { createMllpServer, type MllpServerParts } from './server.ts';
import type { ServerTls } from './server-tls.ts';

export type GatewayParts = {
  readonly server: Omit<MllpServerParts, 'tls'>;
  readonly https: Omit<HttpsServerParts, 'tls' | 'telemetry'>;
  readonly readTls: () => Promise<GatewayTls>;
  readonly host: string;
  readonly mllpPort: number;
  readonly httpsPort: number;
  readonly healthPort: number;
  /** How often connections are counted, and a renewed certificate is looked for. */
  readonly countMs?: number;
  readonly renewMs?: number;
};

export type Gateway = {
  /** As they turned out, where 0 asked for any. */
  readonly mllpPort: number;
  readonly httpsPort: number;
  readonly healthPort: number;
  /** Takes nothing new, answers what was read, closes; what is not done in 25 s is cut. */
  readonly stop: () => Promise<void>;
};

/** A task is killed 30 s after it is told to stop. */
const GRACE_MS = 25_000;
const COUNT_MS = 60_000;
const RENEW_MS = 900_000;

/**
 * The listeners of MLLP and HTTPS with mutual TLS, as their container runs them: beside the load balancer's question and
 * the count of connections.
 */
export async function startGateway(parts: GatewayParts): Promise<Gateway> {
  const { host } = parts;
  const { telemetry } = parts.server;
  let stopping = false;
  const tls = await parts.readTls();
  const mllp = createMllpServer({ ...parts.server, tls });
  const https = createHttpsServer({ ...parts.https, telemetry, tls });
  const health = createHealthServer(() => !stopping);
  const [mllpPort, httpsPort, healthPort] = await Promise.all([
    mllp.listen(parts.mllpPort, host),
    https.listen(parts.httpsPort, host),
    listen(health, parts.healthPort, host),
  ]);
  const counting = setInterval(() => {
    telemetry.measure('MllpConnections', mllp.connections(), 'Count');
  }, parts.countMs ?? COUNT_MS);
  const renewing = setInterval(() => void renew([mllp, https], parts), parts.renewMs ?? RENEW_MS);
  return {
    mllpPort,
    httpsPort,
    healthPort,
    stop: async () => {
      stopping = true;
      clearInterval(counting);
      clearInterval(renewing);
      await Promise.all([mllp.stop(GRACE_MS), https.stop(GRACE_MS)]);
      health.close();
    },
  };
}

/** A certificate put into the secret later counts for new connections; one that does not hold leaves the old one. */
async function renew(
  servers: readonly { readonly renew: (tls: ServerTls) => void }[],
  { readTls, server: { telemetry } }: GatewayParts,
): Promise<void> {
  try {
    const tls = await readTls();
    for (const server of servers) server.renew(tls);
  } catch (error) {
    telemetry.error('tls-not-renewed', error);
    telemetry.count('TlsNotRenewed');
  }
}

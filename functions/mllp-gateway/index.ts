import { createContainer } from './container.ts';
import { startGateway } from './gateway.ts';

const parts = createContainer();
const gateway = await startGateway(parts);
const { telemetry } = parts.server;
telemetry.info('health-listening', { port: gateway.healthPort });
telemetry.info('mllp-listening', { port: gateway.mllpPort });
telemetry.info('https-listening', { port: gateway.httpsPort });
process.once('SIGTERM', () => void gateway.stop());

import { createContainer } from './container.ts';
import { startGateway } from './gateway.ts';

const parts = createContainer();
const gateway = await startGateway(parts);
parts.server.telemetry.info('mllp-listening', { port: gateway.mllpPort });
process.once('SIGTERM', () => void gateway.stop());

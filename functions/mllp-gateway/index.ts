import { createContainer } from './container.ts';
import { createMllpServer } from './server.ts';

const { server: parts, port, host } = createContainer();
const server = createMllpServer(parts);
parts.telemetry.info('mllp-listening', { port: await server.listen(port, host) });
process.once('SIGTERM', () => void server.stop(25_000));

/** The door of `npm start` alone: MLLP in, SQLite behind it, nobody who judges. Run by the bench in a process of its own. */
import { parseArgs } from 'node:util';
import { createMllpServer } from '../../functions/mllp-gateway/server.ts';
import { openDataFolder } from '../../infra/local/data-folder.ts';
import { connectDatabase } from '../../infra/local/database/database-client.ts';
import { createLocalTelemetry } from '../../infra/local/local-telemetry.ts';
import { createLocalMessageQueue } from '../../infra/local/queue/local-message-queue.ts';
import { createDoor } from '../../shared/intake/accept.ts';
import { createControlIds } from '../../shared/intake/control-ids.ts';
import { createFeedDirectory } from '../../shared/intake/feed-directory.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { sampleConfig } from './sample-feed.ts';

const { values } = parseArgs({ options: { 'data-dir': { type: 'string', default: '' } } });
const config = sampleConfig();
const telemetry = createLocalTelemetry((line) => console.error(line));
const database = await connectDatabase(openDataFolder(values['data-dir']).database, (error) => {
  throw error;
});
const door = createDoor({
  ...{ caps: config.caps, telemetry, clock: systemClock },
  feeds: createFeedDirectory(config),
  queue: createLocalMessageQueue(database, () => {}),
  newControlId: createControlIds(),
});
const server = createMllpServer({ door, telemetry });
const port = await server.listen(0);
console.log(`MLLP 127.0.0.1:${port}\nready`);
process.once('SIGTERM', async () => {
  await server.stop();
  await database.close();
});

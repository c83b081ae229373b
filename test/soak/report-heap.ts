import { threadId } from 'node:worker_threads';

/** Preloaded into every thread of a pipeline: prints how much of its heap is used, for whoever reads its errors. */
const EVERY_MS = 5_000;

setInterval(() => {
  const megabytes = process.memoryUsage().heapUsed / 2 ** 20;
  process.stderr.write(`heap ${threadId} ${megabytes.toFixed(1)}\n`);
}, EVERY_MS).unref();

import { stackFrames } from '../../shared/runtime/stack-frames.ts';
import { HELP, parseOptions } from './options.ts';
import { LocalRuntimeError, lineOf } from './runtime-error.ts';

const STOP_WITHIN_MS = 10_000;

async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  if (options === 'help') return console.log(HELP);
  process.umask(0o077);
  const { startLocal } = await import('./start-local.ts');
  const running = await startLocal(options, endWith);
  stopOnSignal(running.stop);
  const { httpPort, mllpPort, dataDir, users } = running;
  console.log(`calcium-alerts
  inbox  http://127.0.0.1:${httpPort}/
  HL7    MLLP 127.0.0.1:${mllpPort}, HTTP http://127.0.0.1:${httpPort}/hl7
  desk   http://127.0.0.1:${httpPort}/desk
${users.map(({ id, password }) => `         sign in as ${id}, password ${password}`).join('\n')}
  data   ${dataDir}
ready`);
}

/** The first signal finishes what is in hand; the second ends at once. Nothing acknowledged is lost either way. */
function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = () => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(endUnfinished, STOP_WITHIN_MS).unref();
    stop().then(() => process.exit(0), endWith);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

function endUnfinished(): never {
  const seconds = STOP_WITHIN_MS / 1_000;
  console.error(
    `calcium-alerts: stopped with work in hand after ${seconds} s. Start it again: nothing is lost.`,
  );
  process.exit(1);
}

function endWith(error: unknown): never {
  console.error(`calcium-alerts: ${lineOf(error)}`);
  process.exit(1);
}

/** A fault nobody foresaw: its kind and place, never its text, which may quote a message. */
function endUnforeseen(error: unknown): never {
  if (error instanceof LocalRuntimeError) endWith(error);
  const [place = ''] = error instanceof Error ? stackFrames(error) : [];
  const kind = error instanceof Error ? error.name : typeof error;
  console.error(
    `calcium-alerts: stopped by an unforeseen fault: ${kind}${place}. Start it again: nothing is lost.`,
  );
  process.exit(1);
}

process.on('uncaughtException', endUnforeseen);
process.on('unhandledRejection', endUnforeseen);
main(process.argv.slice(2)).catch(endWith);

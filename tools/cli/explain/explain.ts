import { existsSync } from 'node:fs';
import { DAY_MS, type EpochMs, plusMs } from '../../../shared/clinical/instant.ts';
import type { ExplainedAlert } from '../../../shared/desk/explained-alert.ts';
import { registeredBy } from '../../../shared/intake/registry.ts';
import { CannotRunError, EXIT, type ExitCode } from '../exit-codes.ts';
import { loadConfig, loadRegistryRows } from '../site-files.ts';
import { onTarget, type TargetOptions } from '../target.ts';
import type { Terminal } from '../terminal.ts';
import { alertText } from './alert-text.ts';
import { explainArchived } from './explain-archived.ts';
import { type ExplainedPart, explainFiles } from './explain-files.ts';
import { messageText } from './message-text.ts';
import { storedAlert } from './stored-alert.ts';

export type ExplainOptions = TargetOptions & {
  readonly reveal?: boolean;
  readonly registry?: string;
  readonly controlId?: string;
  readonly from?: EpochMs;
  readonly to?: EpochMs;
  readonly json?: boolean;
};

/** Explains stored alerts, or messages of files. */
export async function explain(
  named: readonly string[],
  options: ExplainOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { controlId } = options;
  if (controlId !== undefined && named.length === 0) return explainOfArchive(controlId, options, terminal);
  if (controlId !== undefined) throw new CannotRunError('--control-id: names no alert or file beside it');
  if (named.length === 0) throw new CannotRunError('name an alert, a file or a --control-id');
  const ids = named.map((name) => (existsSync(name) ? undefined : alertIdIn(name)));
  const alertIds = ids.filter((id) => id !== undefined);
  if (alertIds.length === 0) return explainMessages(named, options, terminal);
  if (alertIds.length === named.length) return explainAlerts(alertIds, options, terminal);
  throw new CannotRunError('alerts and files are explained apart: name the ones or the others');
}

/** As the table and the link of a page name an alert. */
const ALERT_ID = /(?:^|\/a\/)([a-z2-7]{16})$/;

function alertIdIn(name: string): string | undefined {
  return ALERT_ID.exec(name.toLowerCase())?.[1];
}

async function explainAlerts(
  alertIds: readonly string[],
  options: ExplainOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { reveal = false, json = false } = options;
  const alerts = await onTarget(options, (target) =>
    Promise.all(alertIds.map((id) => storedAlert(target, id, reveal))),
  );
  terminal.print(alerts.map(json ? oneLine : alertText).join(json ? '\n' : '\n\n\n'));
  return EXIT.ok;
}

const oneLine = (alert: ExplainedAlert): string => JSON.stringify(alert);

async function explainMessages(
  paths: readonly string[],
  options: ExplainOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { config: file, registry: csv, reveal = false, json = false } = options;
  const config = await loadConfig(file);
  const rows = csv === undefined ? undefined : await loadRegistryRows(csv, config);
  const registry = rows && registeredBy(rows, config.feeds);
  if (registry === undefined && !json) {
    terminal.print('Without --registry every patient is taken to have an active cancer.\n');
  }
  const parts = explainFiles(paths, { config, registry, reveal, now: terminal.now() });
  return told(parts, json, terminal);
}

/** How far back the archive is looked through where nobody says. */
const LOOKED_BACK_MS = 2 * DAY_MS;

async function explainOfArchive(
  controlId: string,
  options: ExplainOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { reveal = false, json = false } = options;
  const now = terminal.now();
  const span = { from: options.from ?? plusMs(now, -LOOKED_BACK_MS), until: options.to ?? now };
  const parts = await onTarget(options, (target) =>
    explainArchived(target, { controlId, ...span, reveal }, now),
  );
  return told(parts, json, terminal);
}

async function told(
  parts: AsyncIterable<ExplainedPart> | Iterable<ExplainedPart>,
  isJson: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  let hasFaults = false;
  for await (const part of parts) {
    hasFaults ||= part.is === 'fault';
    terminal.print(isJson ? JSON.stringify(part) : `${partText(part)}\n`);
  }
  return hasFaults ? EXIT.amiss : EXIT.ok;
}

function partText(part: ExplainedPart): string {
  return part.is === 'fault' ? `CANNOT BE READ: ${part.text}` : messageText(part.message);
}

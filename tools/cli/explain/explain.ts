import { existsSync } from 'node:fs';
import type { ExplainedAlert } from '../../../shared/desk/explained-alert.ts';
import { CannotRunError, EXIT, type ExitCode } from '../exit-codes.ts';
import { loadConfig, loadRegistryRows } from '../site-files.ts';
import { onTarget, type TargetOptions } from '../target.ts';
import type { Terminal } from '../terminal.ts';
import { alertText } from './alert-text.ts';
import { type ExplainedPart, explainFiles } from './explain-files.ts';
import { messageText } from './message-text.ts';
import { storedAlert } from './stored-alert.ts';

export type ExplainOptions = TargetOptions & {
  readonly reveal?: boolean;
  readonly registry?: string;
  readonly json?: boolean;
};

/** Explains stored alerts, or messages of files. */
export async function explain(
  named: readonly string[],
  options: ExplainOptions,
  terminal: Terminal,
): Promise<ExitCode> {
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
  { config: file, registry, reveal = false, json = false }: ExplainOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const config = await loadConfig(file);
  const rows = registry === undefined ? undefined : await loadRegistryRows(registry, config);
  if (rows === undefined && !json) {
    terminal.print('Without --registry every patient is taken to have an active cancer.\n');
  }
  let hasFaults = false;
  for await (const part of explainFiles(paths, { config, rows, reveal, now: terminal.now() })) {
    hasFaults ||= part.is === 'fault';
    terminal.print(json ? JSON.stringify(part) : `${partText(part)}\n`);
  }
  return hasFaults ? EXIT.amiss : EXIT.ok;
}

function partText(part: ExplainedPart): string {
  return part.is === 'fault' ? `CANNOT BE READ: ${part.text}` : messageText(part.message);
}

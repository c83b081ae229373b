import { writeFile } from 'node:fs/promises';
import { CannotRunError, EXIT, type ExitCode } from '../exit-codes.ts';
import { listFiles, whyUnwritable } from '../messages/list-files.ts';
import { readFile } from '../messages/read-file.ts';
import { loadConfig, loadRegistryRows } from '../site-files.ts';
import type { Progress, Terminal } from '../terminal.ts';
import { isAmiss } from './finding.ts';
import { findingsOf } from './findings.ts';
import { reportHtml } from './report-html.ts';
import { reportJson } from './report-json.ts';
import { reportText } from './report-text.ts';
import { createSurvey, type Survey } from './survey.ts';

export type CheckFeedOptions = {
  readonly config?: string;
  readonly registry?: string;
  readonly html?: string;
  readonly json?: boolean;
};

/** Reads samples as the pipeline would, and reports. Ends as amiss where calcium would be missed, or a file was not read. */
export async function checkFeed(
  paths: readonly string[],
  options: CheckFeedOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const config = await loadConfig(options.config);
  const registry =
    options.registry === undefined ? undefined : await loadRegistryRows(options.registry, config);
  const survey = createSurvey({ config, registry, now: terminal.now() });
  const files = await listFiles(paths);
  const total = files.reduce((sum, file) => sum + (file.is === 'file' ? file.bytes : 0), 0);
  const progress = terminal.progress(total, 'bytes');
  for (const file of files) {
    if (file.is === 'unreadable') survey.fault(file.path, file.why);
    else await takeFile(file.path, survey, { caps: config.caps, progress });
  }
  progress.stop();
  const report = survey.report();
  const findings = findingsOf(report, config);
  const isReady = !findings.some(isAmiss);
  if (options.html !== undefined) await written(options.html, reportHtml(report, findings, isReady));
  terminal.print(options.json ? reportJson(report, findings, isReady) : reportText(report, findings));
  return isReady ? EXIT.ok : EXIT.amiss;
}

type Taking = { readonly caps: Parameters<typeof readFile>[1]['caps']; readonly progress: Progress };

async function takeFile(path: string, survey: Survey, { caps, progress }: Taking): Promise<void> {
  for await (const event of readFile(path, { caps, onBytes: progress.add })) {
    switch (event.is) {
      case 'message':
        await survey.message(event.bytes, { path, index: event.index, offset: event.offset });
        break;
      case 'too-large':
        survey.tooLarge(path);
        break;
      case 'broken':
        survey.fault(path, `${event.why} (at byte ${event.offset})`);
        break;
      case 'end':
        survey.fileEnds(path, event.report, event.compressed);
    }
  }
}

async function written(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new CannotRunError(`--html ${path} ${whyUnwritable(error)}`);
  }
}

import { teamFor } from '../../../shared/alerting/routing.ts';
import type { ChartEntry } from '../../../shared/chart/chart.ts';
import { renderExplanation } from '../../../shared/clinical/explanation.ts';
import { type EpochMs, HOUR_MS, isoInstant, plusMs } from '../../../shared/clinical/instant.ts';
import type { DrawJudgement } from '../../../shared/clinical/verdict.ts';
import { pagingOf } from '../../../shared/desk/explain-alert.ts';
import { renderWithoutValues } from '../../../shared/desk/hidden-values.ts';
import type { PatientGroup } from '../../../shared/hl7/message.ts';
import type { Fate } from '../../../shared/intake/fate.ts';
import type { QueuedMessage } from '../../../shared/intake/message-queue.ts';
import { nameOf, type PatientOfRegistry } from '../../../shared/intake/register-patients.ts';
import type { Caps, Config } from '../../../shared/runtime/config.ts';
import { createExaminer } from '../check-feed/examine.ts';
import { whyQuarantined } from '../check-feed/why-set-aside.ts';
import { listFiles } from '../messages/list-files.ts';
import { readFile } from '../messages/read-file.ts';
import { explainObservation } from './explain-observation.ts';
import type { ExplainedDraw, ExplainedMessage, ExplainedPatient, WouldRaise } from './explained-message.ts';
import { createMessagePlayer, type MessagePlayer, type PlayedMessage } from './message-player.ts';

export type ExplainFilesParts = {
  readonly config: Config;
  /** Without it everybody is taken to have an active cancer. */
  readonly registry: readonly PatientOfRegistry[] | undefined;
  readonly reveal: boolean;
  readonly now: EpochMs;
};

/** A message that is explained, or what of the files cannot be. */
export type ExplainedPart =
  | { readonly is: 'message'; readonly message: ExplainedMessage }
  | { readonly is: 'fault'; readonly text: string };

/** What the pipeline would make of the messages, each with those before it as its history. */
export async function* explainFiles(
  paths: readonly string[],
  parts: ExplainFilesParts,
): AsyncGenerator<ExplainedPart> {
  const explain = createExplainMessage(parts);
  for (const file of await listFiles(paths)) {
    if (file.is === 'unreadable') yield { is: 'fault', text: `${file.path} ${file.why}` };
    else yield* partsOfFile(file.path, parts.config.caps, explain);
  }
}

async function* partsOfFile(
  path: string,
  caps: Caps,
  explain: ExplainMessage,
): AsyncGenerator<ExplainedPart> {
  let isEmpty = true;
  for await (const event of readFile(path, { caps, onBytes: () => {} })) {
    if (event.is === 'end') continue;
    isEmpty = false;
    if (event.is === 'broken') {
      yield { is: 'fault', text: `${path} ${event.why} (at byte ${event.offset})` };
      continue;
    }
    const where = `${path}, message ${event.index + 1}, byte ${event.offset}`;
    if (event.is === 'message') yield { is: 'message', message: await explain(event.bytes, where) };
    else yield { is: 'fault', text: `${where}: is over caps.mllpBytes, which no door takes` };
  }
  if (isEmpty) yield { is: 'fault', text: `${path} is empty` };
}

type ExplainMessage = ReturnType<typeof createExplainMessage>;

/** What the pipeline would make of messages as they were received, each with those before it as its history. */
export async function explainReceived(
  messages: readonly QueuedMessage[],
  parts: ExplainFilesParts,
): Promise<readonly ExplainedPart[]> {
  const explain = createExplainMessage(parts);
  const explained: ExplainedPart[] = [];
  for (const message of messages) {
    const where = `archive, received ${isoInstant(message.receivedAt)}`;
    explained.push({ is: 'message', message: await explain(message.bytes, where, message) });
  }
  return explained;
}

function createExplainMessage(parts: ExplainFilesParts) {
  const { config, reveal, now } = parts;
  const examine = createExaminer(config, now);
  const registered = createRegistered(parts.registry);
  const configured = new Set(config.feeds.map(({ id }) => id));
  let player: MessagePlayer | undefined;
  return async (
    bytes: Uint8Array,
    where: string,
    received: Partial<QueuedMessage> = {},
  ): Promise<ExplainedMessage> => {
    const examined = await examine(bytes);
    const { feed, header, receivedAt: sentAt, read } = examined;
    const { receivedAt = sentAt, origin = 'live', charset } = received;
    player ??= createMessagePlayer(config, plusMs(receivedAt, -HOUR_MS));
    const groups = read?.patients ?? [];
    await player.register(registered.newOf(groups), plusMs(receivedAt, -HOUR_MS));
    const message = { bytes, feed: feed.id, receivedAt, origin, ...(charset && { charset }) };
    const played = await player.play(message);
    return {
      ...{ where, feed: feed.id, configured: configured.has(feed.id) },
      type: header === undefined ? '' : `${header.code}^${header.event}`,
      controlId: header?.controlId ?? '',
      fate: fateText(played.fate),
      patients: groups.map((group) => explainPatient(group, played, registered, reveal)),
      observations: examined.observations.map((one) => explainObservation(one, reveal)),
      draws: drawsOf(played, reveal),
      raised: played.raised.map((entry) => wouldRaise(entry, config)),
    };
  };
}

type Registered = ReturnType<typeof createRegistered>;

/** Stands in where no registry is given. */
const SUPPOSED: PatientOfRegistry['rows'] = [{ icd10: '', status: 'active' }];

/** Who is known to have cancer; each is registered with the first message that names them. */
function createRegistered(given: ExplainFilesParts['registry']) {
  const registry = given && new Map(given.map((one) => [nameOf(one.patient), one]));
  const done = new Set<string>();
  return {
    /** What is to be said of it where there is a registry. */
    standingOf: ({ identifier }: PatientGroup): Pick<ExplainedPatient, 'inRegistry'> =>
      registry === undefined
        ? {}
        : { inRegistry: identifier !== undefined && registry.has(nameOf(identifier)) },
    newOf: (groups: readonly PatientGroup[]): readonly PatientOfRegistry[] =>
      groups.flatMap(({ identifier: patient }) => {
        if (patient === undefined || done.has(nameOf(patient))) return [];
        done.add(nameOf(patient));
        if (registry === undefined) return [{ patient, rows: SUPPOSED }];
        return [registry.get(nameOf(patient)) ?? []].flat();
      }),
  };
}

function fateText(fate: Fate): ExplainedMessage['fate'] {
  if (fate.is === 'judged') return { is: fate.is };
  const { is, reason } = fate;
  return is === 'ignored' ? { is, reason } : { is, reason, why: whyQuarantined(reason) };
}

function explainPatient(
  group: PatientGroup,
  { verdicts }: PlayedMessage,
  registered: Registered,
  isRevealed: boolean,
): ExplainedPatient {
  const { identifier, identifierFault } = group;
  const [verdict] = verdicts;
  return {
    named: identifierFault ?? 'identified',
    ...registered.standingOf(group),
    ...(verdict && verdicts.length === 1 && { knownCancer: verdict.registered }),
    ...(isRevealed && identifier && { revealed: identifier }),
  };
}

function drawsOf({ verdicts, factKeys }: PlayedMessage, isRevealed: boolean): readonly ExplainedDraw[] {
  return verdicts
    .flatMap((verdict) => verdict.judgements())
    .filter(({ restsOn }) => restsOn.some((key) => factKeys.has(key)))
    .map((judgement) => explainDraw(judgement, isRevealed));
}

function explainDraw(judgement: DrawJudgement, isRevealed: boolean): ExplainedDraw {
  const { analyte, level, grade, outcome, flags, reasons } = judgement;
  const why = isRevealed ? renderExplanation(judgement) : renderWithoutValues(reasons);
  return { analyte, level, grade, outcome, flags, why };
}

function wouldRaise(entry: ChartEntry, config: Config): WouldRaise {
  const { kind, level, grade, rule } = entry;
  const team = teamFor(entry.team, config);
  const paging = pagingOf(
    entry,
    config.teams.find(({ id }) => id === team),
  );
  return { kind, level, grade, rule, team, paging };
}

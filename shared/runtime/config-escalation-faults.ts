import type { EscalationConfig, Rota, Turn } from './config-escalation.ts';

type EscalatingTeam = {
  readonly contacts: readonly { readonly step?: string | undefined; readonly person?: string | undefined }[];
  readonly escalation?: EscalationConfig | undefined;
  readonly rota?: readonly Rota[] | undefined;
};

/** What is wrong, where it stands and what to do. */
export type ConfigFault = { readonly path: readonly (string | number)[]; readonly message: string };

/** How the first step is named to whoever filters pages, whatever its own id: it is so without an escalation as well. */
export const FIRST_STEP = 'first';

/** What does not fit together in escalations, rotas and contacts. */
export function configEscalationFaults({
  teams,
  operations,
}: {
  readonly teams: readonly EscalatingTeam[];
  readonly operations: EscalatingTeam['contacts'];
}): readonly ConfigFault[] {
  const ofTeams = teams.flatMap((team, index) =>
    escalationFaults(team).map(({ path, message }) => ({ path: ['teams', index, ...path], message })),
  );
  const message = 'operations have no escalation; remove step and person';
  const ofOperations = operations.flatMap(({ step, person }, index) =>
    step === undefined && person === undefined ? [] : [{ path: ['operations', index], message }],
  );
  return [...ofTeams, ...ofOperations];
}

function escalationFaults(team: EscalatingTeam): readonly ConfigFault[] {
  if (team.escalation === undefined) return faultsWithoutEscalation(team);
  const { escalation, rota = [], contacts } = team;
  return [
    ...faultsOfSteps(escalation),
    ...faultsOfMinutes(escalation),
    ...rota.flatMap((one, index) => faultsOfRota(one, index, team, escalation)),
    ...contacts.flatMap((contact, index) => faultsOfContact(contact, index, team, escalation)),
    ...deafSteps(team, escalation),
  ];
}

function faultsWithoutEscalation({ contacts, rota = [] }: EscalatingTeam): readonly ConfigFault[] {
  const message = 'the team has no escalation; add it, or remove this';
  const ofContacts = contacts.flatMap(({ step, person }, index) => [
    ...(step === undefined ? [] : [{ path: ['contacts', index, 'step'], message }]),
    ...(person === undefined ? [] : [{ path: ['contacts', index, 'person'], message }]),
  ]);
  return rota.length === 0 ? ofContacts : [...ofContacts, { path: ['rota'], message }];
}

function faultsOfSteps({ steps }: EscalationConfig): readonly ConfigFault[] {
  const faults: ConfigFault[] = [];
  const seen = new Set<string>();
  for (const [index, { id }] of steps.entries()) {
    const path = ['escalation', 'steps', index, 'id'];
    if (seen.has(id)) faults.push({ path, message: `step "${id}" is listed twice; rename or remove one` });
    if (id === FIRST_STEP && index > 0) {
      faults.push({ path, message: `"${FIRST_STEP}" is kept for the first step; rename it` });
    }
    seen.add(id);
  }
  return faults;
}

function faultsOfMinutes({ steps, minutes }: EscalationConfig): readonly ConfigFault[] {
  return (['critical', 'urgent'] as const).flatMap((level) =>
    minutes[level].length < steps.length
      ? [
          {
            path: ['escalation', 'minutes', level],
            message: `has ${minutes[level].length} times for ${steps.length} steps; say of each step when it is over`,
          },
        ]
      : [],
  );
}

function faultsOfRota(
  { step, weekly, calendar, shifts, overrides }: Rota,
  index: number,
  { rota = [], contacts }: EscalatingTeam,
  { steps }: EscalationConfig,
): readonly ConfigFault[] {
  const faults: ConfigFault[] = [];
  const fault = (path: readonly (string | number)[], message: string) =>
    faults.push({ path: ['rota', index, ...path], message });
  if (!steps.some(({ id }) => id === step)) fault(['step'], noStep(step));
  if (rota.findIndex((other) => other.step === step) < index) {
    fault(['step'], `step "${step}" has a rota already; put both into one`);
  }
  if (weekly === undefined && calendar === undefined && shifts.length === 0) {
    fault([], 'puts nobody on call; add weekly, calendar or shifts');
  }
  const reachable = new Set(contacts.map(({ person }) => person));
  for (const [path, person] of peopleNamed({ weekly, shifts, overrides })) {
    if (reachable.has(person)) continue;
    fault(path, `nobody knows how to reach "${person}"; add a contact with person "${person}" to the team`);
  }
  const ofTurns = [...faultsOfTurns('shifts', shifts), ...faultsOfTurns('overrides', overrides)];
  for (const { path, message } of ofTurns) fault(path, message);
  return faults;
}

function faultsOfTurns(list: 'shifts' | 'overrides', turns: readonly Turn[]): readonly ConfigFault[] {
  return turns.flatMap(({ from, to }, at) => {
    const path = [list, at, 'to'];
    if (hasOffset(from) !== hasOffset(to)) {
      return [{ path, message: 'is not written as from is; write both with an offset, or none' }];
    }
    return asTime(to) <= asTime(from) ? [{ path, message: 'is not after from; correct one of them' }] : [];
  });
}

function* peopleNamed({
  weekly,
  shifts,
  overrides,
}: Pick<Rota, 'weekly' | 'shifts' | 'overrides'>): Generator<readonly [(string | number)[], string]> {
  for (const [index, person] of (weekly?.people ?? []).entries()) yield [['weekly', 'people', index], person];
  for (const [index, { person }] of shifts.entries()) yield [['shifts', index, 'person'], person];
  for (const [index, { person }] of overrides.entries()) yield [['overrides', index, 'person'], person];
}

function faultsOfContact(
  { step, person }: EscalatingTeam['contacts'][number],
  index: number,
  { rota = [] }: EscalatingTeam,
  { steps }: EscalationConfig,
): readonly ConfigFault[] {
  const path = ['contacts', index];
  if (step !== undefined && person !== undefined) {
    return [{ path, message: 'has both step and person; a person is paged when the rota says so' }];
  }
  if (step !== undefined && !steps.some(({ id }) => id === step)) {
    return [{ path: [...path, 'step'], message: noStep(step) }];
  }
  if (person !== undefined && rota.length === 0) {
    return [{ path: [...path, 'person'], message: 'the team has no rota; add one, or name a step' }];
  }
  return [];
}

/** A step has contacts of its own, or a rota. Whether they hear of each level is asked when it is deployed. */
function deafSteps(
  { contacts, rota = [] }: EscalatingTeam,
  { steps }: EscalationConfig,
): readonly ConfigFault[] {
  return steps.flatMap(({ id }, index) => {
    const own = contacts.some(({ step, person }) => person === undefined && (step ?? steps[0]?.id) === id);
    if (own || rota.some(({ step }) => step === id)) return [];
    return [
      {
        path: ['escalation', 'steps', index],
        message: `step "${id}" reaches nobody; add a contact with step "${id}", or a rota`,
      },
    ];
  });
}

const noStep = (step: string) => `no step "${step}" in escalation.steps; name one of them`;

const hasOffset = (time: string): boolean => /(Z|[+-]\d\d:?\d\d)$/.test(time);
/** Comparable with others of its kind alone. */
const asTime = (time: string): number => Date.parse(hasOffset(time) ? time : `${time}Z`);

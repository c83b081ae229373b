import { describe, expect, it } from 'vitest';
import { peopleOf, rotaSchema } from '../../../shared/runtime/config-escalation.ts';
import { ConfigurationError } from '../../../shared/runtime/errors.ts';
import { parseConfig } from '../../../shared/runtime/load-config.ts';
import { escalatingConfig } from '../alerting/escalating-config.ts';

const parsed = (config: object) => parseConfig(JSON.stringify(config));
const [LUNG] = escalatingConfig().teams;
const sms = (more: object) => ({ protocol: 'sms', to: '+12025550111', ...more });
const contacts = (...more: readonly object[]) => [...(LUNG?.contacts ?? []), ...more];
const weekly = { from: '2026-03-02T09:00', people: ['anna'] };
const turn = { from: '2026-03-02T09:00', to: '2026-03-03T09:00', person: 'anna' };
const escalation = (more: object) => ({ ...(LUNG && 'escalation' in LUNG ? LUNG.escalation : {}), ...more });

describe('the escalation of a team', () => {
  it('has the minutes, days and time of the clinical rules where it says nothing', () => {
    expect(parsed(escalatingConfig()).teams[0]?.escalation).toMatchObject({
      minutes: { critical: [15, 30, 60], urgent: [30, 60, 120] },
      workingDays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
      ...{ workingDayEnds: '17:00', holidays: [] },
    });
  });

  it('may have a rota whose people have contacts', () => {
    const rota = [{ step: 'on-call', weekly, overrides: [turn], shifts: [turn] }];
    const config = parsed(escalatingConfig({ rota, contacts: contacts(sms({ person: 'anna' })) }));
    expect(config.teams[0]?.rota).toEqual(rota);
  });

  it('may have a rota for each step, which then needs no contact of its own', () => {
    const rota = ['consultant', 'duty-manager'].map((step) => ({ step, weekly }));
    const some = [...contacts().slice(0, 1), sms({ person: 'anna' })];
    expect(parsed(escalatingConfig({ rota, contacts: some })).teams[0]?.rota).toHaveLength(2);
  });

  it('may call its first step by the name that the first has anyway', () => {
    const steps = ['first', 'consultant'].map((id) => ({ id, name: id }));
    const some = [sms({}), sms({ step: 'consultant' })];
    const more = { escalation: escalation({ steps }), contacts: some };
    expect(parsed(escalatingConfig(more)).teams[0]?.escalation?.steps).toEqual(steps);
  });

  const people = contacts(sms({ person: 'anna' }));
  const rotaOf = (more: object) => ({ contacts: people, rota: [{ step: 'on-call', weekly, ...more }] });

  it.each<[string, object, string]>([
    [
      'a step that is not there',
      { contacts: contacts(sms({ step: 'registrar' })) },
      'teams[0].contacts[5].step: no step "registrar" in escalation.steps; name one of them',
    ],
    [
      'a person without a rota',
      { contacts: people },
      'teams[0].contacts[5].person: the team has no rota; add one, or name a step',
    ],
    [
      'a contact of both',
      { ...rotaOf({}), contacts: [...people, sms({ step: 'on-call', person: 'anna' })] },
      'teams[0].contacts[6]: has both step and person; a person is paged when the rota says so',
    ],
    [
      'a step that reaches nobody',
      { contacts: contacts().slice(0, 4) },
      'teams[0].escalation.steps[2]: step "duty-manager" reaches nobody; add a contact with step "duty-manager", or a rota',
    ],
    [
      'a first step of people whose rota is of another',
      {
        contacts: [sms({ person: 'anna' }), ...contacts().slice(2)],
        rota: [{ step: 'consultant', weekly }],
      },
      'teams[0].escalation.steps[0]: step "on-call" reaches nobody; add a contact with step "on-call", or a rota',
    ],
    [
      'a step twice',
      {
        escalation: escalation({
          steps: ['on-call', 'consultant', 'on-call'].map((id) => ({ id, name: id })),
        }),
        contacts: contacts().slice(0, 4),
      },
      'teams[0].escalation.steps[2].id: step "on-call" is listed twice; rename or remove one',
    ],
    [
      'the name of the first step for another',
      {
        escalation: escalation({ steps: ['on-call', 'first'].map((id) => ({ id, name: id })) }),
        contacts: [sms({}), sms({ step: 'first' })],
      },
      'teams[0].escalation.steps[1].id: "first" is kept for the first step; rename it',
    ],
    [
      'fewer times than steps',
      { escalation: escalation({ minutes: { critical: [15, 30] } }) },
      'teams[0].escalation.minutes.critical: has 2 times for 3 steps; say of each step when it is over',
    ],
    [
      'times that do not rise',
      { escalation: escalation({ minutes: { urgent: [30, 30, 60] } }) },
      'teams[0].escalation.minutes.urgent: does not rise; write minutes since the alert was raised, each more than the one before',
    ],
    [
      'no time zone',
      { escalation: escalation({ timeZone: 'Londres' }) },
      'teams[0].escalation.timeZone: not an IANA time zone; write one such as Europe/London',
    ],
    [
      'a day that ends at no time',
      { escalation: escalation({ workingDayEnds: '25:00' }) },
      'teams[0].escalation.workingDayEnds: not a time of day; write hours and minutes such as 17:00',
    ],
    [
      'a rota of no step',
      rotaOf({ step: 'registrar' }),
      'teams[0].rota[0].step: no step "registrar" in escalation.steps; name one of them',
    ],
    [
      'two rotas of a step',
      { contacts: people, rota: Array(2).fill({ step: 'on-call', weekly }) },
      'teams[0].rota[1].step: step "on-call" has a rota already; put both into one',
    ],
    [
      'a rota that says nothing',
      { contacts: people, rota: [{ step: 'on-call', overrides: [turn] }] },
      'teams[0].rota[0]: puts nobody on call; add weekly, calendar or shifts',
    ],
    [
      'people nobody can reach',
      rotaOf({
        weekly: { ...weekly, people: ['anna', 'ben'] },
        shifts: [{ ...turn, person: 'cleo' }],
        overrides: [{ ...turn, person: 'dora' }],
      }),
      [
        ['weekly.people[1]', 'ben'],
        ['shifts[0].person', 'cleo'],
        ['overrides[0].person', 'dora'],
      ]
        .map(
          ([path, name]) =>
            `teams[0].rota[0].${path}: nobody knows how to reach "${name}"; add a contact with person "${name}" to the team`,
        )
        .join('\n'),
    ],
    [
      'a turn that ends before it begins',
      rotaOf({ overrides: [{ ...turn, to: turn.from }] }),
      'teams[0].rota[0].overrides[0].to: is not after from; correct one of them',
    ],
    [
      'a turn of two sorts of time',
      rotaOf({ shifts: [{ ...turn, to: '2026-03-03T09:00:00Z' }] }),
      'teams[0].rota[0].shifts[0].to: is not written as from is; write both with an offset, or none',
    ],
    [
      'a turn that ends before it begins, of another offset',
      rotaOf({ shifts: [{ ...turn, from: '2026-03-02T09:00:00+01:00', to: '2026-03-02T08:00:00Z' }] }),
      'teams[0].rota[0].shifts[0].to: is not after from; correct one of them',
    ],
    [
      'a time that is none',
      rotaOf({ overrides: [{ ...turn, from: 'Monday' }] }),
      'teams[0].rota[0].overrides[0].from: not a time; write one such as 2026-12-24T09:00, of the time zone of the escalation',
    ],
    [
      'a first handover with an offset',
      rotaOf({ weekly: { ...weekly, from: '2026-03-02T09:00:00Z' } }),
      'teams[0].rota[0].weekly.from: not a local time; write the first handover such as 2026-11-02T09:00',
    ],
    [
      'a rota, step and person without an escalation',
      {
        ...{ escalation: undefined, rota: [{ step: 'on-call', weekly }] },
        contacts: [sms({ step: 'on-call' }), sms({ person: 'anna' })],
      },
      ['contacts[0].step', 'contacts[1].person', 'rota']
        .map((path) => `teams[0].${path}: the team has no escalation; add it, or remove this`)
        .join('\n'),
    ],
  ])('is refused with %s', (_, more, message) => {
    expect(() => parsed(escalatingConfig(more))).toThrow(new ConfigurationError(message));
  });

  it('is not for operations', () => {
    const operations = [sms({}), sms({ step: 'on-call' }), sms({ person: 'anna' })];
    expect(() => parsed({ ...escalatingConfig(), operations })).toThrow(
      new ConfigurationError(
        [1, 2]
          .map((index) => `operations[${index}]: operations have no escalation; remove step and person`)
          .join('\n'),
      ),
    );
  });
});

describe('the people of a rota', () => {
  it('are those of its weeks and turns, each once', () => {
    const other = (person: string) => ({ ...turn, person });
    const rota = { step: 'on-call', weekly, shifts: [other('ben'), turn], overrides: [other('cleo')] };
    expect(peopleOf(rotaSchema.parse(rota))).toEqual(['anna', 'ben', 'cleo']);
  });

  it('are nobody where it has neither', () => {
    expect(peopleOf(rotaSchema.parse({ step: 'on-call' }))).toEqual([]);
  });
});

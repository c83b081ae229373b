import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../../shared/clinical/instant.ts';
import { configSchema } from '../../../../shared/runtime/config.ts';
import { checkRotas } from '../../../../tools/preflight/check-rota.ts';
import { escalatingConfig } from '../../alerting/escalating-config.ts';

const NOW = epochMs(Date.parse('2026-11-23T10:00:00Z'));

describe('the rotas of a configuration', () => {
  it('say who is on call in the next four weeks, and when nobody is', () => {
    const people = ['anna', 'ben'].map((person) => ({ protocol: 'sms', to: '+12025550111', person }));
    const contacts = [
      ...escalatingConfig()
        .teams.flatMap((team) => team.contacts)
        .slice(0, 5),
      ...people,
    ];
    const turn = { from: '2026-11-23T09:00', to: '2026-12-01T09:00', person: 'anna' };
    const rota = [
      { step: 'on-call', weekly: { from: '2026-11-02T09:00', people: ['anna', 'ben'] } },
      { step: 'consultant', shifts: [turn] },
    ];

    const findings = checkRotas(configSchema.parse(escalatingConfig({ contacts, rota })), NOW);

    expect(findings.map(({ verdict, text }) => `${verdict} ${text}`)).toEqual([
      'ok lung on-call: on call are ben until 2026-11-30 09:00, anna until 2026-12-07 09:00, ben until 2026-12-14 09:00, anna until 2026-12-21 09:00, ben for the rest of the four weeks (times in UTC)',
      'ok lung consultant: on call are anna until 2026-12-01 09:00, nobody for the rest of the four weeks (times in UTC)',
      'warn lung consultant: nobody is on call from 2026-12-01T09:00:00.000Z to 2026-12-21T10:00:00.000Z, so that everybody of the rota is paged then: add a shift',
    ]);
  });

  it('are none where no team has any', () => {
    expect(checkRotas(configSchema.parse(escalatingConfig()), NOW)).toEqual([]);
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { onCall } from '../../../shared/alerting/rota.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { readConfigFile } from '../../../shared/runtime/config-file.ts';
import { ConfigurationError } from '../../../shared/runtime/errors.ts';
import { temporaryFolder } from '../../integration/local/temporary-folder.ts';
import { escalatingConfig } from '../alerting/escalating-config.ts';

const NOW = epochMs(Date.parse('2026-03-20T12:00:00Z'));
const instant = (text: string) => epochMs(Date.parse(text));

const event = (...lines: readonly string[]) =>
  ['BEGIN:VEVENT', `UID:${lines.join()}`, ...lines, 'END:VEVENT'].join('\r\n');
const calendar = (...events: readonly string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', ...events, 'END:VCALENDAR', ''].join('\r\n');

/** Each day from 15 June 2026 on, and on the 17th two hours later, by somebody else. */
const MOVED = [
  ['SUMMARY:ben', 'DTSTART:20260615T090000Z', 'DTEND:20260615T100000Z', 'RRULE:FREQ=DAILY;COUNT=4'],
  [
    'SUMMARY:anna-berg',
    'RECURRENCE-ID:20260617T090000Z',
    'DTSTART:20260617T110000Z',
    'DTEND:20260617T120000Z',
  ],
]
  .map((lines) => ['BEGIN:VEVENT', 'UID:moved', ...lines, 'END:VEVENT'].join('\r\n'))
  .join('\r\n');

const SHIFTS = calendar(
  event(
    'SUMMARY:Anna Berg',
    'DTSTART;TZID=Europe/London:20260302T090000',
    'DTEND;TZID=Europe/London:20260309T090000',
    'RRULE:FREQ=WEEKLY;INTERVAL=2',
    'EXDATE;TZID=Europe/London:20260413T090000',
  ),
  event('SUMMARY:ben', 'DTSTART;VALUE=DATE:20260323', 'DTEND;VALUE=DATE:20260325'),
  event(
    'SUMMARY:On call',
    'DTSTART:20260325T080000',
    'DTEND:20260325T200000',
    'ATTENDEE;CN=Ben:mailto:b@example.org',
  ),
  event(
    'SUMMARY:On call',
    'DTSTART:20260326T080000Z',
    'DURATION:PT12H',
    'ATTENDEE:mailto:Anna.Berg@example.org',
  ),
  event('SUMMARY:ben', 'STATUS:CANCELLED', 'DTSTART:20260327T080000Z', 'DTEND:20260327T200000Z'),
  event('SUMMARY:ben', 'DTSTART:20250327T080000Z', 'DTEND:20250327T200000Z'),
);

const ODDITIES = calendar(
  event(
    'SUMMARY;LANGUAGE=en:Ben',
    'DTSTART:20260305T180000',
    'DTEND:20260306T060000',
    'RRULE:FREQ=WEEKLY;UNTIL=20260801T000000',
    'EXDATE:20260611T180000',
  ),
  event(
    'SUMMARY:ben',
    'DTSTART;VALUE=DATE:20260307',
    'DTEND;VALUE=DATE:20260308',
    'RRULE:FREQ=WEEKLY;COUNT=9',
  ),
  event(
    'SUMMARY:ben',
    'DTSTART;TZID=W. Europe Standard Time:20260601T090000',
    'DTEND;TZID=W. Europe Standard Time:20260601T100000',
  ),
  MOVED,
);

const PEOPLE = ['anna-berg', 'ben'].map((person) => ({ protocol: 'sms', to: '+12025550111', person }));

/** A configuration with a rota by calendar, and that calendar if there is any. */
function written(text: string | undefined, rota: object = {}) {
  const folder = temporaryFolder();
  const contacts = [
    ...escalatingConfig()
      .teams.flatMap((team) => team.contacts)
      .slice(0, 5),
    ...PEOPLE,
  ];
  const more = { contacts, rota: [{ step: 'consultant', calendar: 'on-call.ics', ...rota }] };
  const file = join(folder, 'calcium-alerts.config.json');
  writeFileSync(file, JSON.stringify(escalatingConfig(more)));
  if (text !== undefined) writeFileSync(join(folder, 'on-call.ics'), text);
  return file;
}

describe('a rota by calendar', () => {
  it.each([
    ['by the summary, from the event that is running', '2026-03-20T12:00:00Z', 'anna-berg'],
    ['until its end', '2026-03-23T09:00:00Z', 'ben'],
    ['of whole days by the zone of the rota', '2026-03-24T23:59:59Z', 'ben'],
    ['nobody between events', '2026-03-25T07:00:00Z', undefined],
    ['by the name of who attends, at a time without a zone', '2026-03-25T08:00:00Z', 'ben'],
    ['by the address of who attends, for a duration', '2026-03-26T19:59:59Z', 'anna-berg'],
    ['nobody by a cancelled event', '2026-03-27T12:00:00Z', undefined],
    ['by a recurring event, in summer time', '2026-03-30T08:00:00Z', 'anna-berg'],
    ['not by one that is left out', '2026-04-14T12:00:00Z', undefined],
    ['a year on', '2027-03-18T12:00:00Z', 'anna-berg'],
  ])('is read %s', (_, at, person) => {
    const rota = readConfigFile(written(SHIFTS), NOW).teams[0]?.rota?.[0];
    expect(rota && onCall(rota, 'Europe/London', instant(at))).toBe(person);
  });

  it.each([
    ['by a recurring event without a zone, in winter', '2026-03-26T18:00:00Z', 'ben'],
    ['by a recurring event without a zone, from its first minute in summer', '2026-04-02T17:00:00Z', 'ben'],
    ['by a recurring event without a zone, to its last', '2026-04-03T04:59:59Z', 'ben'],
    ['not by one without a zone that is left out', '2026-06-11T18:00:00Z', undefined],
    ['by recurring whole days', '2026-04-10T23:00:00Z', 'ben'],
    ['by recurring whole days, until midnight', '2026-04-11T23:00:00Z', undefined],
    ['by zones as Windows calls them', '2026-06-01T07:00:00Z', 'ben'],
    ['by an occurrence that was moved', '2026-06-17T11:30:00Z', 'anna-berg'],
    ['not when it was moved from', '2026-06-17T09:30:00Z', undefined],
  ])('is read %s, whatever the zone of this machine', (_, at, person) => {
    const rota = readConfigFile(written(ODDITIES), NOW).teams[0]?.rota?.[0];
    expect(rota && onCall(rota, 'Europe/London', instant(at))).toBe(person);
  });

  it('stands in the configuration as shifts behind those that are there, none of them long past', () => {
    const shift = { from: '2026-05-01T09:00', to: '2026-05-02T09:00', person: 'ben' };
    const config = readConfigFile(written(SHIFTS, { shifts: [shift] }), NOW);
    const rota = config.teams[0]?.rota?.[0];
    expect(rota?.calendar).toBeUndefined();
    expect(rota?.shifts.slice(0, 3)).toEqual([
      shift,
      { from: '2026-03-16T09:00:00.000Z', to: '2026-03-23T09:00:00.000Z', person: 'anna-berg' },
      { from: '2026-03-23T00:00:00.000', to: '2026-03-25T00:00:00.000', person: 'ben' },
    ]);
    expect(configSchema.parse(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });

  it('names people as they are written by hand, and those of yesterday', () => {
    const text = calendar(
      event('SUMMARY: Anna  Berg ', 'DTSTART:20260319T180000Z', 'DTEND:20260319T200000Z'),
      event(
        'SUMMARY:On call',
        'DTSTART:20260320T080000Z',
        'DTEND:20260320T100000Z',
        'ATTENDEE:MAILTO:ben@example.org',
      ),
    );
    const shifts = readConfigFile(written(text), NOW).teams[0]?.rota?.[0]?.shifts;
    expect(shifts?.map(({ person }) => person)).toEqual(['anna-berg', 'ben']);
  });

  it('tells of all that is wrong, each on its own line', () => {
    const text = calendar(
      event('SUMMARY:ben', 'DTSTART;TZID=Ward:20260326T080000', 'DTEND;TZID=Ward:20260326T200000'),
      event('SUMMARY:Zoë', 'DTSTART:20260327T080000Z', 'DTEND:20260327T200000Z'),
    );
    expect(() => readConfigFile(written(text), NOW)).toThrow(
      new ConfigurationError(
        [
          'on-call.ics: 1 events, the first of 2026-03-27T08:00:00.000Z, name nobody of the team; give each the person of a contact as its summary, or as one who attends',
          'on-call.ics: nobody knows the time zone "Ward"; name one such as Europe/London',
        ]
          .map((fault) => `teams[0].rota[0].calendar: ${fault}`)
          .join('\n'),
      ),
    );
  });

  it.each([
    ['is not there', undefined, 'on-call.ics cannot be read; put it beside the configuration'],
    ['is none', 'nonsense', 'on-call.ics holds no event from now on; export it again, or take it out'],
    [
      'names nobody of the team',
      calendar(
        event('SUMMARY:Zoë', 'DTSTART:20260326T080000Z', 'DTEND:20260326T200000Z'),
        event('DTSTART:20260401T080000Z', 'DTEND:20260401T200000Z'),
      ),
      'on-call.ics: 2 events, the first of 2026-03-26T08:00:00.000Z, name nobody of the team; give each the person of a contact as its summary, or as one who attends',
    ],
    [
      'names a time zone of its own',
      calendar(event('SUMMARY:ben', 'DTSTART;TZID=Ward:20260326T080000', 'DTEND;TZID=Ward:20260326T200000')),
      'on-call.ics: nobody knows the time zone "Ward"; name one such as Europe/London',
    ],
  ])('is refused where the file %s', (_, text, fault) => {
    expect(() => readConfigFile(written(text), NOW)).toThrow(
      new ConfigurationError(`teams[0].rota[0].calendar: ${fault}`),
    );
  });
});

describe('a configuration without a calendar', () => {
  const shifts = [{ from: '2026-05-01T09:00', to: '2026-05-02T09:00', person: 'ben' }];
  const contacts = [...(escalatingConfig().teams[0]?.contacts ?? []), ...PEOPLE];

  it.each([
    ['without a rota', {}],
    ['with a rota of its own', { contacts, rota: [{ step: 'consultant', shifts }] }],
  ])('is read as it is, %s', (_, more) => {
    const file = join(temporaryFolder(), 'config.json');
    writeFileSync(file, JSON.stringify(escalatingConfig(more)));
    expect(readConfigFile(file)).toEqual(configSchema.parse(escalatingConfig(more)));
  });
});

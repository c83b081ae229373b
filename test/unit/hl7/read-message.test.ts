import { describe, expect, it } from 'vitest';
import { isoInstant } from '../../../shared/clinical/instant.ts';
import type { Feed } from '../../../shared/runtime/config.ts';
import { calciumMessage, feedWith, message, msh, obr, observationsIn, obx, pid, read } from './samples.ts';

const HEADER = 'MSH|^~\\&|L|F|||20240501120000||ORU^R01^ORU_R01|1|P|2.5.1';
const text = (...segments: string[]) => [HEADER, ...segments, ''].join('\r');
const type = (code: string, event: string) => HEADER.replace('ORU^R01^ORU_R01', `${code}^${event}`);
const valuesIn = (sent: string) => observationsIn(sent).map(({ values }) => values[0]?.[0]);
const collectedIn = (sent: string, feed: Partial<Feed> = {}) => {
  const [{ collected } = { collected: undefined }] = observationsIn(sent, { feed: feedWith(feed) });
  return collected && `${collected.from} ${isoInstant(collected.at)}`;
};

describe('the header', () => {
  it('comes from MSH', () => {
    const header = read(calciumMessage);

    expect(header).toMatchObject({
      code: 'ORU',
      event: 'R01',
      controlId: 'MSG-1',
      sendingApplication: 'LIS',
      sendingFacility: 'RIVERSIDE',
      processingId: 'P',
      sentAt: Date.UTC(2024, 4, 1, 12),
      links: [],
    });
  });

  it('is empty where MSH is', () => {
    const header = read('MSH|^~\\&|\r');

    expect(header).toMatchObject({ code: '', event: '', controlId: '', processingId: '', patients: [] });
    expect(header.sentAt).toBeUndefined();
  });
});

describe('an observation', () => {
  it('carries what OBX, OBR and SPM say', () => {
    const sent = text(
      'PID|1||123^^^H^MR||DOE^JANE||19600102',
      'OBR|1|P1^LIS|F1^LIS^1.2^ISO|24323-8^CMP^LN|||20240501100000|||||||||||||||20240501113000|||C',
      'OBX|3|NM|CA^Calcium^L^17861-6^Ca SerPl^LN^^^^49765-1^Ca^LN|1.2|9.5~9.7^x|mg/dL^^UCUM|8.6 - 10.3|H~A^x~|||F|||20240501095500',
      'NTE|1|L|first & last^half~second',
      'NTE|2|L|',
      'SPM|1|S1&LIS^S2&LAB||SER|||||||P|||||||20240501094500',
    );

    const [patient] = read(sent).patients;

    expect(patient).toEqual({
      identifier: { authority: 'H', id: '123' },
      identifierFault: undefined,
      birthDate: '1960-01-02',
      diagnoses: [],
      observations: [
        {
          codes: [
            { code: 'CA', text: 'Calcium', system: 'L' },
            { code: '17861-6', text: 'Ca SerPl', system: 'LN' },
            { code: '49765-1', text: 'Ca', system: 'LN' },
          ],
          valueType: 'NM',
          values: [['9.5'], ['9.7', 'x']],
          units: [{ code: 'mg/dL', text: '', system: 'UCUM' }],
          referenceRange: '8.6 - 10.3',
          abnormalFlags: ['H', 'A'],
          status: 'F',
          orderStatus: 'C',
          subId: '1.2',
          occurrence: 1,
          order: 'F1^LIS^1.2^ISO',
          specimen: 'S1&LIS^S2&LAB',
          collected: { at: Date.UTC(2024, 4, 1, 9, 55), from: 'OBX-14' },
          reportedAt: Date.UTC(2024, 4, 1, 11, 30),
          notes: ['first & last^half', 'second'],
          position: 1,
        },
      ],
    });
  });

  it('is empty where the message is', () => {
    const [observation] = observationsIn('MSH|^~\\&|L\rOBX\r');

    expect(observation).toEqual({
      codes: [],
      valueType: '',
      values: [],
      units: [],
      referenceRange: '',
      abnormalFlags: [],
      status: '',
      orderStatus: '',
      subId: '',
      occurrence: 1,
      order: '',
      specimen: undefined,
      collected: undefined,
      reportedAt: undefined,
      notes: [],
      position: 1,
    });
  });

  it.each([
    ['ST', 'fish & chips', [['fish & chips']]],
    ['TX', 'a \\T\\ b & c', [['a & b & c']]],
    ['FT', 'one\\.br\\two', [['one\ntwo']]],
    ['SN', '>^15', [['>', '15']]],
    ['SN', '^1^:^128', [['', '1', ':', '128']]],
    ['NM', '""', [['""']]],
    ['', '9.5', [['9.5']]],
    ['NM', '9.5~9.7~10', [['9.5'], ['9.7'], ['10']]],
    ['ED', `^AP^^Base64^${'QUJD'.repeat(1000)}`, [['', 'AP', '', 'Base64', 'QUJD'.repeat(1000)]]],
  ])('of OBX-2 "%s" has the value %s', (valueType, value, expected) => {
    const [observation] = observationsIn(text('OBR|1', `OBX|1|${valueType}|X||${value}`));

    expect(observation?.values).toEqual(expected);
  });

  it.each([
    ['F1^LIS^^', 'F1^LIS'],
    ['F1^""^', 'F1'],
    ['^LIS', '^LIS'],
  ])('has of the order %s no empty components at its end', (sent, expected) => {
    expect(observationsIn(text(`OBR|1||${sent}`, 'OBX|1|NM|X'))[0]?.order).toBe(expected);
  });

  it('takes OBR-2 where OBR-3 is empty', () => {
    expect(observationsIn(text('OBR|1|P1^L|""', 'OBX|1|NM|X'))[0]?.order).toBe('P1^L');
  });

  it('takes MSH-7 where OBR-22 is empty', () => {
    expect(observationsIn(text('OBR|1', 'OBX|1|NM|X'))[0]?.reportedAt).toBe(Date.UTC(2024, 4, 1, 12));
  });

  it('is counted among those of its code within its OBR', () => {
    const sent = text(
      'OBR|1',
      'OBX|1|NM|A^x',
      'OBX|2|NM|B',
      'OBX|3|NM|A^x',
      'OBX|4|NM|A^y',
      'OBR|2',
      'OBX|5|NM|A^x',
    );

    expect(observationsIn(sent).map(({ occurrence }) => occurrence)).toEqual([1, 1, 2, 1, 1]);
  });

  it.each([
    ['^Calcium', [{ code: '', text: 'Calcium', system: '' }]],
    ['CA', [{ code: 'CA', text: '', system: '' }]],
    ['^^LN', []],
    ['^^^^Calcium^L', [{ code: '', text: 'Calcium', system: 'L' }]],
  ])('has of the codes %s those that carry a code or a text', (sent, expected) => {
    expect(observationsIn(text(`OBX|1|NM|${sent}||1`))[0]?.codes).toEqual(expected);
  });

  it('keeps a raw & in a code, a unit and a range as text', () => {
    const [observation] = observationsIn(text('OBX|1|NM|A&B^C&D^L||1|mg&dL|1&2^3~4'));

    expect(observation).toMatchObject({
      codes: [{ code: 'A&B', text: 'C&D', system: 'L' }],
      units: [{ code: 'mg&dL', text: '', system: '' }],
      referenceRange: '1&2^3~4',
    });
  });
});

describe('the time of collection', () => {
  const times = (obx14: string, obr7: string, spm17: string, obr22: string) =>
    text(
      `OBR|1||||||${obr7}|||||||||||||||${obr22}`,
      `OBX|1|NM|X|||||||||||${obx14}`,
      `SPM|1||||||||||||||||${spm17}`,
    );

  it.each([
    [
      'OBX-14',
      times('202405010955', '202405010945', '202405010940', '202405011200'),
      'OBX-14 2024-05-01T09:55:00.000Z',
    ],
    ['OBR-7', times('', '202405010945', '202405010940', '202405011200'), 'OBR-7 2024-05-01T09:45:00.000Z'],
    ['SPM-17', times('', '', '202405010940', '202405011200'), 'SPM-17 2024-05-01T09:40:00.000Z'],
    ['SPM-17 of a range', times('', '', '202405010940^202405010950', ''), 'SPM-17 2024-05-01T09:40:00.000Z'],
    ['OBR-22', times('', '', '', '202405011200'), 'OBR-22 2024-05-01T12:00:00.000Z'],
    ['nothing', times('', '', '', ''), undefined],
    [
      'OBR-7 where OBX-14 is no time',
      times('unknown', '202405010945', '', ''),
      'OBR-7 2024-05-01T09:45:00.000Z',
    ],
    [
      'OBR-7 where OBX-14 is a month',
      times('202405', '202405010945', '', ''),
      'OBR-7 2024-05-01T09:45:00.000Z',
    ],
    [
      'OBR-22 where all else is a year',
      times('2024', '2024', '2024', '20240501'),
      'OBR-22 2024-05-01T00:00:00.000Z',
    ],
  ])('is %s', (_, sent, expected) => {
    expect(collectedIn(sent)).toBe(expected);
  });

  it.each([
    [
      "the feed's zone",
      '20240501120000',
      { timeZone: 'America/New_York' },
      'OBX-14 2024-05-01T13:55:00.000Z',
    ],
    [
      "MSH-7's offset",
      '20240501120000-0700',
      { timeZone: 'America/New_York' },
      'OBX-14 2024-05-01T16:55:00.000Z',
    ],
    [
      "the feed's zone where MSH-7's offset is not the default",
      '20240501120000-0700',
      { timeZone: 'America/New_York', messageOffsetIsDefault: false },
      'OBX-14 2024-05-01T13:55:00.000Z',
    ],
  ])('without an offset is by %s', (_, msh7, feed, expected) => {
    const sent = times('202405010955', '', '', '').replace('20240501120000', msh7);

    expect(collectedIn(sent, feed)).toBe(expected);
  });
});

describe('notes', () => {
  it('belong to the nearest OBX before them and to nothing else', () => {
    const sent = text(
      'PID|1',
      'NTE|1||of the patient',
      'ORC|RE',
      'NTE|1||of the order',
      'OBR|1',
      'NTE|1||of the report',
      'OBX|1|NM|A||1',
      'OBX|2|NM|B||2',
      'NTE|1||of B',
      'ZZ1|x',
      'NTE|2||of B too',
      'OBX|3|NM|C||3',
      'DG1|1||C50.9',
      'NTE|1||of the diagnosis',
      'SPM|1|S',
      'NTE|1||of the specimen',
      'OBX|4|ST|D||describes the specimen',
      'NTE|1||of D',
    );

    expect(observationsIn(sent).map(({ notes }) => notes)).toEqual([[], ['of B', 'of B too'], []]);
  });

  it.each(['PID|2', 'ORC|RE', 'OBR|2', 'SPM|1|S', 'DG1|1||C50.9', 'PRB|AD'])(
    'after %s belong to no OBX before it',
    (segment) => {
      const sent = text('PID|1', 'OBR|1', 'OBX|1|NM|A||1', segment, 'NTE|1||of something else');

      expect(observationsIn(sent)[0]?.notes).toEqual([]);
    },
  );

  it('that say nothing are none', () => {
    const sent = text('OBR|1', 'OBX|1|NM|A||1', 'NTE|1||one~~two~', 'NTE|2||');

    expect(observationsIn(sent)[0]?.notes).toEqual(['one', 'two']);
  });
});

describe('which results are whose', () => {
  it('several patients in one message', () => {
    const sent = text(
      'PID|1||A^^^H',
      'OBR|1|1',
      'OBX|1|NM|X||1',
      'OBR|2|2',
      'OBX|1|NM|X||2',
      'PID|2||B^^^H',
      'OBR|1|3',
      'OBX|1|NM|X||3',
    );

    const found = read(sent).patients.map(({ identifier, observations }) => [
      identifier?.id,
      observations.map(({ order, position, values }) => [order, position, values[0]?.[0]]),
    ]);

    expect(found).toEqual([
      [
        'A',
        [
          ['1', 1, '1'],
          ['2', 2, '2'],
        ],
      ],
      ['B', [['3', 3, '3']]],
    ]);
  });

  it('results before any PID belong to nobody, not to the next patient', () => {
    const patients = read(text('OBR|1', 'OBX|1|NM|X||1', 'PID|1||B^^^H')).patients;

    expect(patients).toMatchObject([
      { identifier: undefined, identifierFault: 'missing', observations: [{ position: 1 }] },
      { identifier: { id: 'B' }, observations: [] },
    ]);
  });

  it('diagnoses before any PID belong to nobody, not to the next patient', () => {
    const patients = read(text('DG1|1||C50.9', 'PID|1||B^^^H')).patients;

    expect(patients).toMatchObject([
      { identifierFault: 'missing', diagnoses: [{ segment: 'DG1' }] },
      { identifier: { id: 'B' }, diagnoses: [] },
    ]);
  });

  it.each([
    ['an OBX before any OBR', ['PID|1', 'OBX|1|NM|X||1', 'OBR|1', 'OBX|1|NM|X||2'], ['1', '2']],
    ['an OBX after a new PID is in no earlier OBR', ['PID|1', 'OBR|1|9', 'PID|2', 'OBX|1|NM|X||1'], []],
    [
      'specimen data after the results',
      ['OBR|1', 'OBX|1|NM|X||1', 'SPM|1|S', 'OBX|1|NM|X||spec', 'OBR|2', 'OBX|1|NM|X||2'],
      ['1', '2'],
    ],
    [
      'results after an SPM that came too early',
      ['OBR|1', 'SPM|1|S', 'OBX|1|NM|X||1', 'OBX|2|NM|X||2'],
      ['1', '2'],
    ],
    [
      'a second SPM after results',
      ['OBR|1', 'SPM|1|S', 'OBX|1|NM|X||1', 'SPM|2|T', 'OBX|2|NM|X||spec'],
      ['1'],
    ],
  ])('%s', (_, segments, expected) => {
    expect(valuesIn(text(...segments))).toEqual(expected);
  });

  it.each(['R22', 'R23'])('OUL^%s: specimens come before their orders', (event) => {
    const sent = [
      type('OUL', event),
      'PID|1||A',
      'SPM|1|S1',
      'OBX|1|NM|X||spec',
      'OBR|1|1',
      'OBX|1|NM|X||1',
      'OBR|2|2',
      'OBX|1|NM|X||2',
      'SPM|2|S2',
      'OBX|1|NM|X||spec',
      'OBR|3|3',
      'OBX|1|NM|X||3',
    ].join('\r');

    const found = observationsIn(sent).map(({ specimen, order, values }) => [
      specimen,
      order,
      values[0]?.[0],
    ]);

    expect(found).toEqual([
      ['S1', '1', '1'],
      ['S1', '2', '2'],
      ['S2', '3', '3'],
    ]);
  });

  it('OUL^R24: every OBX of an order is a result', () => {
    const sent = [
      type('OUL', 'R24'),
      'PID|1',
      'OBR|1',
      'SPM|1|S',
      'OBX|1|NM|X||1',
      'SPM|2|T',
      'OBX|1|NM|X||2',
    ].join('\r');

    expect(valuesIn(sent)).toEqual(['1', '2']);
  });

  it('OUL^R21 and R30, R32, R03 are read as R01 is', () => {
    const body = ['PID|1', 'OBR|1', 'OBX|1|NM|X||1', 'SPM|1|S'];
    const found = [
      ['OUL', 'R21'],
      ['ORU', 'R30'],
      ['ORU', 'R32'],
      ['ORU', 'R03'],
    ].map(([code = '', event = '']) => valuesIn([type(code, event), ...body].join('\r')));

    expect(found).toEqual([['1'], ['1'], ['1'], ['1']]);
  });

  it.each([
    ['Q', []],
    ['C', []],
    ['B', []],
    ['E', []],
    ['F', []],
    ['O', []],
    ['V', []],
    ['P', ['1']],
    ['', ['1']],
    ['R', ['1']],
  ])('a specimen of role "%s" (SPM-11) gives %j', (role, expected) => {
    const spm = `SPM|1|S||||||||${'|'}${role}`;

    expect(valuesIn(text('OBR|1', 'OBX|1|NM|X||1', spm))).toEqual(expected);
    expect(valuesIn([type('OUL', 'R22'), 'PID|1', spm, 'OBR|1', 'OBX|1|NM|X||1'].join('\r'))).toEqual(
      expected,
    );
  });

  it('a control beside a specimen of the patient takes nothing from the patient', () => {
    const sent = text('OBR|1', 'OBX|1|NM|X||1', 'SPM|1|S', 'SPM|2|T|||||||||Q');

    expect(observationsIn(sent)[0]).toMatchObject({ specimen: 'S', values: [['1']] });
  });
});

describe('diagnoses', () => {
  it('come from DG1', () => {
    const sent = [
      type('ADT', 'A08'),
      'PID|1||A^^^H',
      'DG1|1|I10|C50.9^Breast^I10^X^Y^L||20240430|F||||||||||||||D1^L|D',
    ];

    expect(read(sent.join('\r')).patients[0]?.diagnoses).toEqual([
      {
        segment: 'DG1',
        codes: [
          { code: 'C50.9', text: 'Breast', system: 'I10' },
          { code: 'X', text: 'Y', system: 'L' },
        ],
        type: 'F',
        actionCode: 'D',
        identifier: 'D1^L',
        diagnosedAt: Date.UTC(2024, 3, 30),
      },
    ]);
  });

  it.each([
    ['20240430', '20200101', Date.UTC(2024, 3, 30)],
    ['', '20200101', Date.UTC(2020, 0, 1)],
    ['', '', undefined],
  ])('come from PRB, since PRB-7 "%s" or PRB-16 "%s"', (prb7, prb16, expected) => {
    const sent = [
      type('PPR', 'PC1'),
      'PID|1||A^^^H',
      `PRB|AD|20240501|C61^Prostate^I10|P1^L|||${prb7}|||||||||${prb16}`,
    ];

    expect(read(sent.join('\r')).patients[0]?.diagnoses).toEqual([
      {
        segment: 'PRB',
        codes: [{ code: 'C61', text: 'Prostate', system: 'I10' }],
        type: '',
        actionCode: 'AD',
        identifier: 'P1^L',
        diagnosedAt: expected,
      },
    ]);
  });

  it('beside results belong to the same patient', () => {
    const [patient] = read(message(msh(), pid, ['DG1', '1', '', 'C50.9'], obr, obx())).patients;

    expect(patient?.diagnoses).toHaveLength(1);
    expect(patient?.observations).toHaveLength(1);
  });
});

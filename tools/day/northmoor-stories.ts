import { NORTHMOOR } from './laboratory.ts';
import { results, type Story } from './story.ts';

const LOINC_CALCIUM = ['2000-8', 'Calcium', 'LN'];

const understood: readonly Omit<Story, 'laboratory'>[] = [
  {
    id: 'corrected-by-the-laboratory',
    shows: "the laboratory's own adjusted calcium, under its local code",
    patient: 'NM200001',
    steps: [results([0, '09:20'], { calcium: '3.25', 'calcium-corrected': '3.45', albumin: '30' })],
    expected: ['critical'],
  },
  {
    id: 'hidden-by-low-albumin-mmol',
    shows: 'the same in mmol/L: 2.45 at an albumin of 28 g/L',
    patient: 'NM200002',
    steps: [results([0, '10:05'], { calcium: '2.45', albumin: '28' })],
    expected: ['routine'],
  },
  {
    id: 'the-urgent-line',
    shows: 'grade 2, and above the 3.00 mmol/L line',
    patient: 'NM200003',
    steps: [results([0, '11:10'], { calcium: '3.05', albumin: '40' })],
    expected: ['urgent'],
  },
  {
    id: 'milliequivalents',
    shows: '5.0 mEq/L is 2.50 mmol/L: read as mmol/L it would be a false alarm',
    patient: 'NM200005',
    steps: [
      results([0, '09:50'], {
        calcium: { code: LOINC_CALCIUM, value: '5.0', unit: 'mEq/L', range: '4.4-5.2' },
        albumin: '40',
      }),
    ],
    expected: [],
  },
  {
    id: 'history-but-severe',
    shows: 'cancer in the past only, but grade 3',
    patient: 'NM200011',
    steps: [results([0, '12:40'], { calcium: '3.20', albumin: '40' })],
    expected: ['urgent'],
  },
  {
    id: 'uncertain-tumour-mmol',
    shows: 'a tumour of uncertain behaviour, grade 1',
    patient: 'NM200012',
    steps: [results([0, '13:20'], { calcium: '2.75', albumin: '40' })],
    expected: ['worklist'],
  },
  {
    id: 'merged',
    shows: 'admitted under a temporary number, merged with the registered patient later',
    patient: 'NM200010',
    steps: [
      results([0, '08:15'], { calcium: '3.20', albumin: '40' }, { patientId: 'NM900001' }),
      { does: 'merge', at: [0, '15:10'], absorbed: 'NM900001' },
    ],
    expected: ['urgent'],
  },
];

const setAside: readonly Omit<Story, 'laboratory'>[] = [
  {
    id: 'unmapped-code',
    shows: 'a new local code for calcium that nobody has mapped',
    patient: 'NM200004',
    steps: [
      results(
        [0, '10:45'],
        { calcium: { code: ['CAPOC', 'Calcium (point of care)', 'NMLAB'], value: '3.20' } },
        { alone: true },
      ),
    ],
    expected: [],
  },
  {
    id: 'decimal-comma',
    shows: 'a decimal comma that the feed does not allow: 3,15 must not become 315 or 3',
    patient: 'NM200006',
    steps: [results([0, '11:25'], { calcium: { value: '3,15', valueType: 'ST' }, albumin: '40' })],
    expected: [],
  },
  {
    id: 'unit-contradicts',
    shows: 'a value in mmol/L labelled mg/dL: it would pass as far too low',
    patient: 'NM200007',
    steps: [
      results([0, '12:05'], {
        calcium: { code: LOINC_CALCIUM, value: '2.95', unit: 'mg/dL' },
        albumin: '40',
      }),
    ],
    expected: [],
  },
  {
    id: 'stray-line',
    shows: 'a message with a line that is no segment',
    patient: 'NM200008',
    steps: [results([0, '13:45'], { calcium: '3.10', albumin: '40' }, { strayLine: 'page 2 of 2' })],
    expected: [],
  },
  {
    id: 'test-message',
    shows: 'a message marked as a test',
    patient: 'NM200009',
    steps: [results([0, '07:30'], { calcium: '3.60', albumin: '40' }, { processingId: 'T' })],
    expected: [],
  },
  {
    id: 'placeholder-number',
    shows: 'a result under the number everybody without a number gets',
    patient: 'NM200009',
    steps: [results([0, '14:10'], { calcium: '3.30', albumin: '40' }, { patientId: 'UNKNOWN' })],
    expected: [],
  },
  {
    id: 'no-number',
    shows: 'a high calcium without any patient number',
    patient: 'NM200009',
    steps: [results([0, '14:55'], { calcium: '3.30', albumin: '40' }, { patientId: '' })],
    expected: [],
  },
  {
    id: 'letter',
    shows: 'a clinic letter on the laboratory feed',
    patient: 'NM200009',
    steps: [{ does: 'document', at: [0, '16:30'] }],
    expected: [],
  },
];

/** Northmoor's patients: calcium in mmol/L under local codes. */
export const northmoorStories: readonly Story[] = [...understood, ...setAside].map((told) => ({
  ...told,
  laboratory: NORTHMOOR,
}));

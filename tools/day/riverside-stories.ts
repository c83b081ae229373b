import { RIVERSIDE } from './laboratory.ts';
import { results, type Story } from './story.ts';

type Told = Omit<Story, 'laboratory'>;

const grades: readonly Told[] = [
  {
    id: 'begins',
    shows: 'hypercalcaemia begins; the same message comes twice',
    patient: 'RS100001',
    steps: [
      results([-20, '13:00'], { calcium: '9.6', albumin: '4.1' }),
      results([0, '13:40'], { calcium: { value: '14.2', flag: 'HH' }, albumin: '3.9' }, { againAfter: 4 }),
    ],
    expected: ['critical'],
  },
  {
    id: 'hidden-by-low-albumin',
    shows: 'a calcium that looks normal until it is corrected for albumin',
    patient: 'RS100002',
    steps: [
      results([-30, '12:10'], { calcium: '9.5', albumin: '3.9' }),
      results([0, '12:20'], { calcium: '10.3', albumin: '2.6' }),
    ],
    expected: ['routine'],
  },
  {
    id: 'albumin-too-low-to-correct',
    shows: 'albumin under 20 g/L: no correction, but no silence either',
    patient: 'RS100016',
    steps: [results([0, '11:35'], { calcium: '11.2', albumin: '1.8' })],
    expected: ['urgent'],
  },
  {
    id: 'albumin-not-measured',
    shows: 'no albumin: the uncorrected calcium counts as a floor',
    patient: 'RS100021',
    steps: [results([0, '14:15'], { calcium: '12.4' }, { without: ['albumin'] })],
    expected: ['urgent'],
  },
  {
    id: 'albumin-of-twelve-days-ago',
    shows: 'no albumin today, but the last one would put the calcium above the limit',
    patient: 'RS100024',
    steps: [
      results([-12, '10:00'], { calcium: '9.0', albumin: '2.4' }),
      results([0, '15:05'], { calcium: '10.2' }, { without: ['albumin'] }),
    ],
    expected: ['worklist'],
  },
  {
    id: 'ionized',
    shows: 'an ionized calcium from a blood gas',
    patient: 'RS100017',
    steps: [results([0, '18:30'], { 'calcium-ionized': '1.71' }, { alone: true })],
    expected: ['urgent'],
  },
  {
    id: 'discordant',
    shows: 'a high total beside a normal ionized calcium of the same order',
    patient: 'RS100018',
    steps: [results([0, '16:45'], { calcium: '13.5', albumin: '4.0', 'calcium-ionized': '1.22' })],
    expected: ['worklist'],
  },
  {
    id: 'above-the-analyser',
    shows: 'a value the analyser could only bound: >16.0',
    patient: 'RS100020',
    steps: [
      results(
        [0, '20:10'],
        { calcium: { value: '>16.0', valueType: 'ST', flag: 'HH' } },
        { without: ['albumin'] },
      ),
    ],
    expected: ['critical'],
  },
];

const history: readonly Told[] = [
  {
    id: 'worsens',
    shows: 'an open episode worsens: routine yesterday, urgent tonight',
    patient: 'RS100003',
    steps: [
      results([-1, '16:00'], { calcium: '11.1', albumin: '4.0' }),
      results([0, '12:30'], { calcium: '11.6', albumin: '4.0' }),
      results([0, '23:10'], { calcium: '12.9', albumin: '4.0' }),
    ],
    expected: ['routine', 'urgent'],
  },
  {
    id: 'persists',
    shows: 'still grade 3 more than 72 hours after the page',
    patient: 'RS100004',
    steps: [
      results([-4, '13:00'], { calcium: '12.8', albumin: '4.0' }),
      results([-2, '13:00'], { calcium: '12.7', albumin: '4.0' }),
      results([0, '15:30'], { calcium: '12.9', albumin: '4.0' }),
    ],
    expected: ['urgent', 'urgent'],
  },
  {
    id: 'returns',
    shows: 'mild, but it comes back within 180 days of a severe episode',
    patient: 'RS100005',
    steps: [
      results([-60, '13:00'], { calcium: '12.9', albumin: '4.0' }),
      results([-55, '13:00'], { calcium: '9.6', albumin: '4.0' }),
      results([-53, '13:00'], { calcium: '9.5', albumin: '4.0' }),
      results([0, '17:20'], { calcium: '10.9', albumin: '4.0' }),
    ],
    expected: ['urgent', 'urgent'],
  },
  {
    id: 'rises-fast',
    shows: 'just above the limit, but 1.3 mg/dL higher than three days ago',
    patient: 'RS100006',
    steps: [
      results([-3, '13:00'], { calcium: '9.4', albumin: '4.0' }),
      results([0, '13:05'], { calcium: '10.7', albumin: '4.0' }),
    ],
    expected: ['urgent'],
  },
  {
    id: 'rises-below-the-limit',
    shows: 'still normal, but 1.1 mg/dL higher than four days ago',
    patient: 'RS100007',
    steps: [
      results([-4, '13:00'], { calcium: '9.2', albumin: '4.0' }),
      results([0, '14:25'], { calcium: '10.3', albumin: '4.0' }),
    ],
    expected: ['worklist'],
  },
  {
    id: 'trend',
    shows: 'three values in 90 days, each higher, the last near the limit',
    patient: 'RS100023',
    steps: [
      results([-40, '13:00'], { calcium: '9.8', albumin: '4.0' }),
      results([-20, '13:00'], { calcium: '10.1', albumin: '4.0' }),
      results([0, '14:50'], { calcium: '10.4', albumin: '4.0' }),
    ],
    expected: ['worklist'],
  },
  {
    id: 'comes-late',
    shows: "the patient's newest result, 30 hours old when it arrives",
    patient: 'RS100025',
    steps: [results([0, '18:00'], { calcium: '12.6', albumin: '4.0' }, { collected: [-1, '12:00'] })],
    expected: ['urgent'],
  },
  {
    id: 'comes-after-a-newer-one',
    shows: 'an old high result arrives after a newer normal one',
    patient: 'RS100026',
    steps: [
      results([0, '12:45'], { calcium: '10.2', albumin: '4.0' }),
      results([0, '15:50'], { calcium: '11.2', albumin: '4.0' }, { collected: [-2, '14:00'] }),
    ],
    expected: ['worklist'],
  },
];

const versions: readonly Told[] = [
  {
    id: 'corrected',
    shows: 'paged, then corrected by the laboratory to a normal value',
    patient: 'RS100008',
    steps: [
      results([-15, '13:00'], { calcium: '9.9', albumin: '4.0' }),
      results([0, '14:05'], { calcium: { value: '13.9', flag: 'HH' }, albumin: '4.0' }, { order: 'A' }),
      results(
        [0, '14:50'],
        { calcium: '10.1', albumin: '4.0' },
        { order: 'A', status: 'C', collected: [0, '13:20'] },
      ),
    ],
    expected: ['critical', 'correction'],
  },
  {
    id: 'withdrawn',
    shows: 'paged, then withdrawn by the laboratory: wrong patient',
    patient: 'RS100009',
    steps: [
      results([0, '15:15'], { calcium: '12.7', albumin: '4.0' }, { order: 'A' }),
      results(
        [0, '16:10'],
        { calcium: '12.7', albumin: '4.0' },
        { order: 'A', status: 'W', collected: [0, '14:30'] },
      ),
    ],
    expected: ['urgent', 'retraction'],
  },
  {
    id: 'preliminary-critical',
    shows: 'a critical preliminary result pages; the final one says the same',
    patient: 'RS100010',
    steps: [
      results(
        [0, '12:55'],
        { calcium: { value: '13.8', flag: 'HH' }, albumin: '4.0' },
        { order: 'A', status: 'P' },
      ),
      results(
        [0, '13:30'],
        { calcium: { value: '13.8', flag: 'HH' }, albumin: '4.0' },
        { order: 'A', collected: [0, '12:10'] },
      ),
    ],
    expected: ['critical'],
  },
  {
    id: 'preliminary-waits',
    shows: 'a preliminary result that is not critical waits for the final one',
    patient: 'RS100022',
    steps: [
      results([0, '16:20'], { calcium: '12.9', albumin: '4.0' }, { order: 'A', status: 'P' }),
      results([0, '17:05'], { calcium: '12.9', albumin: '4.0' }, { order: 'A', collected: [0, '15:35'] }),
    ],
    expected: ['urgent'],
  },
  {
    id: 'hemolyzed',
    shows: 'a hemolyzed sample is no value; the repeat is normal',
    patient: 'RS100027',
    steps: [
      results([0, '13:25'], { calcium: { value: 'HEMOLYZED', valueType: 'ST' }, albumin: '4.0' }),
      results([0, '15:25'], { calcium: '9.6', albumin: '4.0' }),
    ],
    expected: [],
  },
];

const cancer: readonly Told[] = [
  {
    id: 'only-a-history',
    shows: 'cancer in the past only, and mild',
    patient: 'RS100011',
    steps: [results([0, '13:15'], { calcium: '10.9', albumin: '4.0' })],
    expected: ['worklist'],
  },
  {
    id: 'in-situ',
    shows: 'carcinoma in situ is not cancer here',
    patient: 'RS100012',
    steps: [results([0, '13:50'], { calcium: '13.6', albumin: '4.0' })],
    expected: [],
  },
  {
    id: 'uncertain-tumour',
    shows: 'a tumour of uncertain behaviour, grade 1',
    patient: 'RS100013',
    steps: [results([0, '14:35'], { calcium: '11.4', albumin: '4.0' })],
    expected: ['worklist'],
  },
  {
    id: 'child',
    shows: 'a child: listed for its own team, not paged',
    patient: 'RS100014',
    steps: [results([0, '15:40'], { calcium: '11.8', albumin: '4.0' })],
    expected: ['worklist'],
  },
  {
    id: 'remission',
    shows: 'myeloma in remission, by its code, and mild',
    patient: 'RS100028',
    steps: [results([0, '16:05'], { calcium: '11.2', albumin: '4.0' })],
    expected: ['worklist'],
  },
  {
    id: 'basal-cell',
    shows: 'basal cell carcinoma of the skin does not count as cancer',
    patient: 'RS100029',
    steps: [results([0, '17:50'], { calcium: '11.9', albumin: '4.0' })],
    expected: [],
  },
  {
    id: 'diagnosed-later',
    shows: 'high in the morning, diagnosed with lung cancer in the afternoon',
    patient: 'RS100015',
    steps: [
      results([0, '12:05'], { calcium: '12.9', albumin: '3.8' }),
      { does: 'diagnosis', at: [0, '19:30'], icd10: ['C34.90', 'Malignant neoplasm of bronchus or lung'] },
    ],
    expected: ['urgent'],
  },
  {
    id: 'no-cancer-known',
    shows: 'a very high calcium of a patient without cancer',
    patient: 'RS400001',
    steps: [results([0, '15:00'], { calcium: { value: '14.6', flag: 'HH' }, albumin: '4.0' })],
    expected: [],
  },
];

const notBlood: readonly Told[] = [
  {
    id: 'not-from-blood',
    shows: 'calcium in urine and from a dialysis circuit',
    patient: 'RS100019',
    steps: [
      results(
        [0, '14:40'],
        {
          calcium: { code: ['17862-4', 'Calcium [Mass/volume] in Urine', 'LN'], value: '14.0', range: '' },
          'calcium-ionized': {
            code: ['83064-6', 'Calcium ionized in CRRT circuit', 'LN'],
            value: '0.35',
            range: '',
          },
        },
        { alone: true },
      ),
    ],
    expected: [],
  },
];

/** Riverside's patients: calcium in mg/dL. */
export const riversideStories: readonly Story[] = [
  ...grades,
  ...history,
  ...versions,
  ...cancer,
  ...notBlood,
].map((told) => ({ ...told, laboratory: RIVERSIDE }));

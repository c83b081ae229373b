import { type Laboratory, NORTHMOOR, RIVERSIDE } from '../../tools/day/laboratory.ts';
import {
  calciumMessage,
  diagnosisMessage,
  namelessMessage,
  refusedMessage,
  type ScriptedMessage,
  type Sender,
  takeOver,
  testMessage,
  unwatchedMessage,
} from './messages.ts';

/**
 * What happens to one patient, and all that may come of it: which of two results is judged first, or whether they are
 * judged together, is left to the machine, so a course may end in more than one way.
 */
export type Course = {
  readonly name: string;
  /** Whether the registry knows the patient, whose team is then that of the laboratory. */
  readonly registered: boolean;
  /** In the order in which they are sent. */
  readonly messages: readonly ScriptedMessage[];
  /** The alerts in the order in which they are raised, each as kind and level. */
  readonly endings: readonly (readonly string[])[];
  readonly team: string;
  readonly authority: string;
  /** The patient, and whoever the patient was before a merge. */
  readonly patients: readonly string[];
};

/** Calcium in the unit of the laboratory: normal, then one for each level. */
const VALUES = {
  riverside: { normal: '9.4', routine: '11.0', urgent: '12.2', critical: '14.2' },
  northmoor: { normal: '2.35', routine: '2.75', urgent: '3.05', critical: '3.60' },
} as const;

const TEAMS = { riverside: 'lung-oncology', northmoor: 'breast-oncology' } as const;
const FALLBACK_TEAM = 'oncology-on-call';

type Told = Pick<Course, 'messages' | 'endings'> & Partial<Course>;
type Values = Readonly<Record<keyof (typeof VALUES)['riverside'], string>>;
type Tell = (sender: Sender, values: Values) => Told;

const WORSENING = [
  'alert routine, alert urgent, alert critical',
  'alert routine, alert critical',
  'alert urgent, alert critical',
  'alert critical',
].map((ending) => ending.split(', '));

const TELLINGS: readonly (readonly [name: string, tell: Tell])[] = [
  ...(['routine', 'urgent', 'critical'] as const).map((level): readonly [string, Tell] => [
    `begins ${level}`,
    (sender, values) => ({
      messages: [calciumMessage(sender, { step: 1, calcium: values[level] })],
      endings: [[`alert ${level}`]],
    }),
  ]),
  [
    'worsens',
    (sender, { routine, urgent, critical }) => ({
      messages: [
        calciumMessage(sender, { step: 1, calcium: routine, hoursAgo: 9 }),
        calciumMessage(sender, { step: 2, calcium: urgent, hoursAgo: 6 }),
        calciumMessage(sender, { step: 3, calcium: critical, hoursAgo: 3 }),
      ],
      endings: WORSENING,
    }),
  ],
  [
    'stays critical',
    (sender, { critical }) => ({
      messages: [
        calciumMessage(sender, { step: 1, calcium: critical, hoursAgo: 6 }),
        calciumMessage(sender, { step: 2, calcium: critical, hoursAgo: 3 }),
      ],
      endings: [['alert critical']],
    }),
  ],
  [
    'is corrected',
    (sender, { critical, normal }) => ({
      messages: [
        calciumMessage(sender, { step: 1, calcium: critical, order: 'A' }),
        calciumMessage(sender, { step: 2, calcium: normal, order: 'A', status: 'C' }),
      ],
      endings: [['alert critical', 'correction critical'], []],
    }),
  ],
  [
    'is corrected, and corrected back',
    (sender, { critical, normal }) => ({
      messages: [
        calciumMessage(sender, { step: 1, calcium: critical, order: 'A' }),
        calciumMessage(sender, { step: 2, calcium: normal, order: 'A', status: 'C' }),
        calciumMessage(sender, { step: 3, calcium: critical, order: 'A', status: 'C' }),
      ],
      endings: [['alert critical', 'correction critical', 'alert critical'], ['alert critical']],
    }),
  ],
  [
    'is withdrawn',
    (sender, { urgent }) => ({
      messages: [
        calciumMessage(sender, { step: 1, calcium: urgent, order: 'A' }),
        calciumMessage(sender, { step: 2, calcium: urgent, order: 'A', status: 'W' }),
      ],
      endings: [['alert urgent', 'retraction urgent'], []],
    }),
  ],
  [
    'is diagnosed late',
    (sender, { critical }) => ({
      registered: false,
      team: FALLBACK_TEAM,
      messages: [calciumMessage(sender, { step: 1, calcium: critical }), diagnosisMessage(sender, 2)],
      endings: [['alert critical']],
    }),
  ],
  [
    'is merged with somebody whose calcium is critical',
    (sender, { critical }) => {
      const absorbed = `${sender.id}M`;
      return {
        patients: [sender.id, absorbed],
        messages: [
          calciumMessage({ ...sender, id: absorbed }, { step: 1, calcium: critical }),
          takeOver(sender, 2, absorbed),
        ],
        endings: [['alert critical']],
      };
    },
  ],
  [
    'has no known cancer',
    (sender, { critical }) => ({
      registered: false,
      messages: [calciumMessage(sender, { step: 1, calcium: critical })],
      endings: [[]],
    }),
  ],
  [
    'gives no reason to page',
    (sender) => ({
      messages: [
        unwatchedMessage(sender, 1),
        unwatchedMessage(sender, 2),
        testMessage(sender, 3),
        namelessMessage(sender, 4),
        refusedMessage(sender, 5),
        unwatchedMessage(sender, 6),
      ],
      endings: [[]],
    }),
  ],
];

/** Every course once, of patients of this round alone; from round to round the laboratories change places. */
export function coursesOf(round: number, now: Sender['now']): readonly Course[] {
  return TELLINGS.map(([name, tell], index) => {
    const laboratory: Laboratory = (index + round) % 2 === 0 ? RIVERSIDE : NORTHMOOR;
    const id = `CR${1_000_000 + round * 100 + index}`;
    const told = tell({ laboratory, id, now }, VALUES[laboratory.feed]);
    return {
      name,
      registered: true,
      authority: laboratory.facility,
      team: TEAMS[laboratory.feed],
      patients: [id],
      ...told,
    };
  });
}

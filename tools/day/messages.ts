import type { EpochMs } from '../../shared/clinical/instant.ts';
import { dtm } from './dtm.ts';
import type { Laboratory } from './laboratory.ts';
import { messageText, type NumberedSegment } from './numbered-segment.ts';
import type { Person } from './person.ts';

/** One OBX as it goes out. */
export type SentResult = {
  readonly code: readonly string[];
  readonly valueType: string;
  readonly value: string;
  readonly unit: string;
  readonly range: string;
  /** OBX-8; empty = as the range says. */
  readonly flag: string;
  readonly status: string;
};

export type Order = {
  readonly number: string;
  readonly panel: readonly string[];
  readonly collectedAt: EpochMs;
  readonly reportedAt: EpochMs;
  readonly status: string;
  readonly results: readonly SentResult[];
};

export type Header = {
  readonly laboratory: Laboratory;
  readonly controlId: string;
  readonly sentAt: EpochMs;
  readonly processingId?: 'P' | 'T';
};

function msh(header: Header, type: readonly string[]): NumberedSegment {
  const { laboratory, controlId, sentAt, processingId = 'P' } = header;
  return [
    'MSH',
    {
      3: laboratory.application,
      4: laboratory.facility,
      5: 'CALCIUM-ALERTS',
      6: 'ONCOLOGY',
      7: dtm(sentAt, laboratory.timeZone, laboratory.sendsOffset),
      9: type,
      10: controlId,
      11: processingId,
      12: '2.5.1',
      18: 'UNICODE UTF-8',
    },
  ];
}

function pid(laboratory: Laboratory, person: Person): NumberedSegment {
  return [
    'PID',
    {
      1: '1',
      3: [person.id, '', '', laboratory.facility, 'MR'],
      5: [person.familyName, person.givenName],
      7: person.birthDate.replaceAll('-', ''),
      8: person.sex,
    },
  ];
}

/** H or L as the analyser would print it; a value that is no number gets none. */
function rangeFlag(value: string, range: string): string {
  const [, lower, upper] = /^(\d[\d.]*)-(\d[\d.]*)$/.exec(range) ?? [];
  if (Number(value) > Number(upper)) {
    return 'H';
  }
  return Number(value) < Number(lower) ? 'L' : '';
}

/** ORU^R01 with one order. */
export function resultMessage(header: Header, person: Person, order: Order): string {
  const { laboratory } = header;
  const at = (instant: EpochMs): string => dtm(instant, laboratory.timeZone, false);
  return messageText([
    msh(header, ['ORU', 'R01', 'ORU_R01']),
    pid(laboratory, person),
    ['PV1', { 1: '1', 2: 'I' }],
    [
      'OBR',
      {
        1: '1',
        3: [order.number, laboratory.application],
        4: order.panel,
        7: at(order.collectedAt),
        22: at(order.reportedAt),
        25: order.status,
      },
    ],
    ...order.results.map(
      (result, index): NumberedSegment => [
        'OBX',
        {
          1: String(index + 1),
          2: result.valueType,
          3: result.code,
          5: result.value,
          6: result.unit,
          7: result.range,
          8: result.flag === '' ? rangeFlag(result.value, result.range) : result.flag,
          11: result.status,
        },
      ],
    ),
  ]);
}

/** ADT^A01 or ADT^A08, with a diagnosis when there is one. */
export function admissionMessage(
  header: Header,
  person: Person,
  event: 'A01' | 'A08',
  icd10: readonly [string, string] | undefined,
): string {
  const { laboratory, sentAt } = header;
  const at = dtm(sentAt, laboratory.timeZone, false);
  const diagnosis: readonly NumberedSegment[] =
    icd10 === undefined ? [] : [['DG1', { 1: '1', 3: [...icd10, 'I10'], 5: at, 6: 'F' }]];
  return messageText([
    msh(header, ['ADT', event, 'ADT_A01']),
    ['EVN', { 1: event, 2: at }],
    pid(laboratory, person),
    ['PV1', { 1: '1', 2: 'I' }],
    ...diagnosis,
  ]);
}

/** ADT^A40: `survivor` takes over what was sent of `absorbed`. */
export function mergeMessage(header: Header, survivor: Person, absorbed: Person): string {
  const { laboratory, sentAt } = header;
  return messageText([
    msh(header, ['ADT', 'A40', 'ADT_A39']),
    ['EVN', { 1: 'A40', 2: dtm(sentAt, laboratory.timeZone, false) }],
    pid(laboratory, survivor),
    ['MRG', { 1: [absorbed.id, '', '', laboratory.facility, 'MR'] }],
  ]);
}

/** MDM^T02: a letter; never judged. */
export function documentMessage(header: Header, person: Person): string {
  const { laboratory } = header;
  return messageText([
    msh(header, ['MDM', 'T02', 'MDM_T02']),
    pid(laboratory, person),
    ['TXA', { 1: '1', 2: 'CN' }],
    ['OBX', { 1: '1', 2: 'TX', 3: ['11488-4', 'Consult note', 'LN'], 5: 'Seen in clinic.', 11: 'F' }],
  ]);
}

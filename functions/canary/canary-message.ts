import { type EpochMs, isoInstant, MINUTE_MS, plusMs } from '../../shared/clinical/instant.ts';
import { buildMessage } from '../../shared/hl7/message-builder.ts';

/** MSH-3: no laboratory calls itself so. */
const APPLICATION = 'CANARY';

/**
 * A critical calcium of a patient with cancer who is new each time: nothing that was judged before can hold its alert
 * back. `reference` names patient, message and order, and is nobody's; `facility` is MSH-4 and the patient's authority.
 */
export function canaryMessage(reference: string, now: EpochMs, facility: string): Uint8Array {
  const sentAt = hl7Time(now);
  const collectedAt = hl7Time(plusMs(now, 0 - MINUTE_MS));
  const text = buildMessage([
    [
      'MSH',
      APPLICATION,
      facility,
      'CALCIUM-ALERTS',
      '',
      sentAt,
      '',
      ['ORU', 'R01', 'ORU_R01'],
      reference,
      'P',
      '2.5.1',
    ],
    ['PID', '1', '', [reference, '', '', facility, 'MR']],
    ['DG1', '1', '', ['C34.9', 'Malignant neoplasm of bronchus or lung', 'I10'], '', '', 'F'],
    ['OBR', '1', '', reference, ['24323-8', 'Metabolic panel', 'LN'], '', '', collectedAt],
    [
      'OBX',
      ...[
        '1',
        'NM',
        ['17861-6', 'Calcium', 'LN'],
        '',
        '14.0',
        'mg/dL',
        '8.6-10.3',
        'HH',
        '',
        '',
        'F',
        '',
        '',
      ],
      collectedAt,
    ],
  ]);
  return Buffer.from(text, 'ascii');
}

/** HL7's form of an instant: 20261123004500+0000. */
function hl7Time(at: EpochMs): string {
  return `${isoInstant(at).replaceAll(/[-:T]|\..*/g, '')}+0000`;
}

import { triplets } from './coded.ts';
import { type DtmDefaults, readDtm } from './dtm.ts';
import type { DiagnosisSegment } from './message.ts';
import { elementText, identifierText, type Segment } from './segment.ts';

/** DG1 or PRB as text; what it means is for `clinical` to say. */
export function diagnosisOf(segment: Segment, defaults: DtmDefaults): DiagnosisSegment {
  return segment.id === 'DG1' ? ofDg1(segment, defaults) : ofPrb(segment, defaults);
}

function ofDg1(dg1: Segment, defaults: DtmDefaults): DiagnosisSegment {
  return {
    segment: 'DG1',
    codes: triplets(dg1, 3),
    type: elementText(dg1, 6),
    actionCode: elementText(dg1, 21),
    identifier: identifierText(dg1, 20),
    diagnosedAt: readDtm(elementText(dg1, 5), defaults)?.at,
  };
}

/** PRB-7 is when the problem was established, PRB-16 when it began. */
function ofPrb(prb: Segment, defaults: DtmDefaults): DiagnosisSegment {
  return {
    segment: 'PRB',
    codes: triplets(prb, 3),
    type: '',
    actionCode: elementText(prb, 1),
    identifier: identifierText(prb, 4),
    diagnosedAt: (readDtm(elementText(prb, 7), defaults) ?? readDtm(elementText(prb, 16), defaults))?.at,
  };
}

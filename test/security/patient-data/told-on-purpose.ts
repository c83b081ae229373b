import type { Leak } from './leaks.ts';

/** Operations are told which code to map, or which type of message to ask about: what has the shape of a short code. */
const TOLD_TO_OPERATIONS = /^ZZPHI(?:OBX3C1|MSH9C1\^ZZPHIMSH9C2|MSH9C2)(?!\w)/;

/** A dropped file is read by the name that its sender gave it. */
const READ_BY_ITS_NAME = 'read from S3';

export function isAllowed({ where, found }: Leak): boolean {
  return where === READ_BY_ITS_NAME || (where === 'page or notice' && TOLD_TO_OPERATIONS.test(found));
}

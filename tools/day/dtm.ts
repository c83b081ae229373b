import { Temporal } from 'temporal-polyfill';
import type { EpochMs } from '../../shared/clinical/instant.ts';

const digits = (value: number, length: number): string => String(value).padStart(length, '0');

/** HL7 DTM to the second in the laboratory's own zone, with its offset when it sends one. */
export function dtm(at: EpochMs, timeZone: string, withOffset: boolean): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const text =
    digits(local.year, 4) +
    digits(local.month, 2) +
    digits(local.day, 2) +
    digits(local.hour, 2) +
    digits(local.minute, 2) +
    digits(local.second, 2);
  return withOffset ? text + local.offset.replace(':', '') : text;
}

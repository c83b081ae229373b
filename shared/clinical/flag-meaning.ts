import type { Flag } from './flag.ts';

/** What each flag tells a signed-in reader, one plain sentence each (docs/clinical.md, "Flags"). */
export const FLAG_MEANING: Readonly<Record<Flag, string>> = {
  ALBUMIN_MISSING:
    'No albumin was found near it in time, so the total calcium stands uncorrected; the true value may be higher.',
  BIRTH_DATE_DIFFERS:
    "The message's date of birth differs from the registry's: check that it is this patient.",
  BONE: 'A recorded diagnosis is of bone or bone marrow; that alone does not say what raised the calcium.',
  CHARSET_GUESSED:
    'The characters of the message were read by a guess; names may look wrong, numbers do not.',
  CHECK_IONIZED: 'The albumin is low, where the correction is unsure: measure ionized calcium.',
  CHECK_SPECIMEN:
    'The value differs implausibly from another near it in time: check the specimen and repeat.',
  DEFAULT_LIMIT: "The laboratory sent no usable upper limit, so this service's default limit was used.",
  DISCORDANT: 'The total calcium is severe, yet the ionized calcium of the same draw is not raised.',
  LAB_CRITICAL_DISAGREES: 'The laboratory flagged the value critical, though its lab grade is below 3.',
  LATE: 'The result could be judged only long after its collection, so the patient may be better or worse by now.',
  NO_PREVIOUS_RESULT:
    'There is no previous result of this kind recent enough and sure enough to compare with.',
  PH_ADJUSTED: 'The only ionized calcium of the draw is one adjusted to pH 7.4.',
  PRELIMINARY: 'The result was preliminary when the alert was raised and may still change.',
  PROVISIONAL: 'The value is above the limit only if corrected with an older albumin.',
  REPORT_TIME: 'No time of collection was sent, so the time of the report stands in its place.',
  TIME_CLAMPED: 'The time of collection lay in the future, so the time of receipt stands in its place.',
  UNCERTAIN: 'The albumin is too low for the correction to be reliable; only ionized calcium will tell.',
};

import Parser from 'hl7-standard';
import { textIn } from '../peer-readers.ts';

/** A message as most people would read it: every field wanted is asked of the parser, as text. */
export type NaiveMessage = {
  readonly controlId: string;
  readonly sentAt: string;
  readonly patient: string;
  readonly observations: readonly NaiveObservation[];
  readonly diagnoses: readonly string[];
};

export type NaiveObservation = {
  readonly code: string;
  readonly name: string;
  readonly value: string;
  readonly unit: string;
  readonly range: string;
  readonly flag: string;
  readonly status: string;
};

export function readNaively(text: string): NaiveMessage {
  const parser = new Parser(text);
  parser.transform();
  const { MSH = [], PID = [], OBX = [], DG1 = [] } = parser.transformed;
  return {
    controlId: textIn(MSH[0], 10, 1),
    sentAt: textIn(MSH[0], 7, 1),
    patient: `${textIn(PID[0], 3, 4)}-${textIn(PID[0], 3, 1)}`,
    observations: OBX.map((obx) => ({
      code: textIn(obx, 3, 1),
      name: textIn(obx, 3, 2),
      value: textIn(obx, 5, 1),
      unit: textIn(obx, 6, 1),
      range: textIn(obx, 7, 1),
      flag: textIn(obx, 8, 1),
      status: textIn(obx, 11, 1),
    })),
    diagnoses: DG1.map((diagnosis) => textIn(diagnosis, 3, 1)),
  };
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { splitMessages } from '../../shared/hl7/split.ts';
import { DAY_START, generateDay } from '../../tools/day/day.ts';

const CORPUS = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url));
export const hasCorpus = existsSync(CORPUS);

/** A message to start from; its name says where it is from. */
export type Base = { readonly name: string; readonly bytes: Buffer };

/** Every message of the public corpus; none where it does not lie beside the repository. */
export function corpusMessages(): readonly Base[] {
  const files = hasCorpus ? readdirSync(CORPUS).filter((name) => name.endsWith('.hl7')) : [];
  return files
    .sort()
    .flatMap((name) =>
      splitMessages(readFileSync(CORPUS + name)).map((bytes, index) => named(name, bytes, index)),
    );
}

/** A day of two laboratories: many units, codes, corrections, diagnoses and merges. */
export function generatedMessages(background = 200): readonly Base[] {
  return generateDay({ seed: 7, start: DAY_START, background }, new Map()).map(({ text }, index) =>
    named('generated', Buffer.from(text), index),
  );
}

function named(name: string, bytes: Uint8Array, index: number): Base {
  return { name: `${name} #${index + 1}`, bytes: Buffer.from(bytes) };
}

/** What the corpus seldom has: other separators, several patients, specimens, notes, escapes, merges, problems. */
export const RARE: readonly Base[] = [
  [
    'MSH|^~\\&|L|F|||20240501120000-0500||ORU^R01|1|P|2.5.1',
    'PID|1||12^^^H&1.2&ISO^MR~0^^^H^AN||DOE^J||19600101',
    'OBR|1|P^L|F^L|24323-8|||20241103013000|||||||||||||||2024|||F',
    'OBX|1|NM|17861-6^Calcium^LN||9.5~>15|mg/dL|8.6-10.3|H~A|||F|||20240501+0200',
    'NTE|1||a & b ^ c\\.br\\d',
    'OBX|2|FT|CA^Calcium^L^17861-6^Calcium^LN||one\\T\\two\\XC2B5\\|umol/L',
    'SPM|1|S1&x|||||||||P|||||||20240501',
    'OBX|3|ST|SPEC||of the specimen',
    'PID|2||13^^^H^MR',
    'OBR|2|P2|F2',
    'OBX|1|SN|1751-7^Albumin^LN||<^3.1|g/dL|3.5-5.0||||C',
  ],
  [
    'MSH*$%!@*L*F***2024**OUL$R22*1*T*2.3***AL*NE',
    'PID*1**12$$$H',
    'SPM*1*S1*********Q',
    'OBR*1*P*F',
    'OBX*1*NM*17861-6$Calcium$LN**2.6*mmol/L*2.15-2.55*H***F',
  ],
  ['MSH|^~\\&#|L|F|||2024||ADT^A40|1|P|2.7', 'PID|1||12^^^H', 'MRG|13^^^H'],
  ['MSH|^~\\&|L|F|||2024||PPR^PC1|1|P|2.5', 'PID|1||12^^^H', 'PRB|AD|2024|C61^x^I10|1|||20240101'],
  ['MSH|^~\\&|L|F|||2024||ADT^A01|1|P|2.5', 'PID|1||12^^^H', 'DG1|1|I10|C50.9^Breast^I10||2024|F'],
].map((lines, index) => named('rare', Buffer.from(lines.map((line) => `${line}\r`).join('')), index));

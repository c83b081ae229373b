import { acceptedFileOf } from './accepted.ts';
import { type Evaluation, scoreOf } from './evaluate.ts';
import type { Mutant } from './mutant.ts';

const where = ({ file, lineNumber }: Mutant) => `${file}:${lineNumber}`;
const change = ({ mutator, original, replacement }: Mutant) => `${mutator}: ${original} → ${replacement}`;

const entryText = ({ line, mutator, original, replacement }: Mutant) =>
  JSON.stringify({ line, mutator, original, replacement, reason: '' });

const survivorLines = (mutant: Mutant) => [
  `survived    ${where(mutant)}  ${change(mutant)}`,
  `            to accept, into ${acceptedFileOf(mutant.file)}: ${entryText(mutant)}`,
];

function countsText(evaluation: Evaluation): string {
  const { mutants, killed, timedOut, accepted, survived, untested, unseen, untried, stale } = evaluation;
  return [
    `${mutants.length} mutants: ${killed.length} killed`,
    `${timedOut.length} timed out`,
    `${accepted.length} accepted`,
    `${survived.length} survived`,
    `${untested.length + unseen.length} untested`,
    `${untried.length} untried`,
    `${stale.length} stale`,
  ].join(', ');
}

function fileLines(evaluation: Evaluation): readonly string[] {
  const files = [...new Set(evaluation.mutants.map(({ file }) => file))].sort();
  return files.map((file) => {
    const count = (list: readonly { readonly file: string }[]) =>
      String(list.filter((item) => item.file === file).length).padStart(5);
    const { mutants, killed, timedOut, accepted, survived, untested, unseen } = evaluation;
    const left = [...survived, ...untested, ...unseen];
    return `${[mutants, [...killed, ...timedOut], accepted, left].map(count).join('')}  ${file}`;
  });
}

/** What a reader needs, the last line being the result. */
export function reportLines(evaluation: Evaluation, seconds: number): readonly string[] {
  return [
    '  all kill accp left',
    ...fileLines(evaluation),
    ...evaluation.timedOut.map((mutant) => `timed out   ${where(mutant)}  ${change(mutant)}`),
    ...evaluation.untested.map((mutant) => `untested    ${where(mutant)}  ${change(mutant)}`),
    ...evaluation.unseen.map((mutant) => `not run     ${where(mutant)}  ${change(mutant)}`),
    ...evaluation.untried.map((mutant) => `${mutant.status.padEnd(12)}${where(mutant)}  ${change(mutant)}`),
    ...evaluation.stale.map(
      ({ file, line, mutator, original, replacement }) =>
        `stale       ${acceptedFileOf(file)}  ${mutator}: ${original} → ${replacement}, in: ${line}`,
    ),
    ...evaluation.survived.flatMap(survivorLines),
    `mutation score ${scoreOf(evaluation).toFixed(2)} % (${countsText(evaluation)}; ${Math.round(seconds)} s)`,
  ];
}

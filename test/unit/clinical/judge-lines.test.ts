import { expect, test } from 'vitest';
import { type Decimal, decimalText } from '../../../shared/clinical/decimal.ts';
import { judgeLines } from '../../../shared/clinical/judge-lines.ts';
import { policySchema } from '../../../shared/clinical/policy.ts';

/** A policy of its own each time: lines are remembered by policy. */
const linesNow = () => judgeLines(policySchema.parse({}));

const shown = (lines: Readonly<Record<string, Decimal>>) =>
  Object.fromEntries(Object.entries(lines).map(([name, line]) => [name, decimalText(line)]));

test.each([
  ['mg/dL', '11.5', '12.5', '13.5', '10.5', '1', '4', '12', '0.08', '0.6', '0.4'],
  ['mmol/L', '2.9', '3.1', '3.4', '2.6', '0.25', '1', '3', '0.02', '0.15', '0.1'],
] as const)('the lines of total calcium in %s are those of the policy', (unit, ...expected) => {
  const [grade2Above, grade3Above, grade4Above, defaultLimit, rise, jump, urgentFrom] = expected;
  const [paynePerGPerL, trendRise, trendMargin] = expected.slice(7);

  expect(shown(linesNow().total[unit])).toEqual({
    grade2Above,
    grade3Above,
    grade4Above,
    defaultLimit,
    rise,
    jump,
    urgentFrom,
    paynePerGPerL,
    trendRise,
    trendMargin,
  });
});

test.each([
  ['mmol/L', '1.5', '1.6', '1.8', '1.3', '0.1', '0.4'],
  ['mg/dL', '6', '6.4', '7.2', '5.2', '0.40078', '1.60312'],
] as const)(
  'the lines of ionized calcium in %s are those of the policy, rises converted exactly',
  (unit, ...expected) => {
    const [grade2Above, grade3Above, grade4Above, defaultLimit, rise, jump] = expected;

    expect(shown(linesNow().ionized[unit])).toEqual({
      grade2Above,
      grade3Above,
      grade4Above,
      defaultLimit,
      rise,
      jump,
    });
  },
);

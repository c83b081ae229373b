import { exceeds } from './grade.ts';
import type { GradingValue } from './grading-value.ts';

/** OBX-8 says that the laboratory holds the value critical: high (HH), or on either side (AA). */
function hasCriticalLabFlag({ calcium }: GradingValue): boolean {
  return calcium.current.result.labFlags.some((flag) => isHighCritical(flag) || isAbnormalCritical(flag));
}

const isHighCritical = (flag: string) => flag.trim().toUpperCase() === 'HH';
const isAbnormalCritical = (flag: string) => flag.trim().toUpperCase() === 'AA';

/** The same, where AA on a value that is not high may also mean critically low: then only above OBX-7's lower bound. */
export function isLabCritical(value: GradingValue): boolean {
  if (value.high || !hasCriticalLabFlag(value)) return hasCriticalLabFlag(value);
  const { current, lowerLimit } = value.calcium;
  if (current.result.labFlags.some(isHighCritical)) return true;
  return lowerLimit !== undefined && exceeds(value, lowerLimit);
}

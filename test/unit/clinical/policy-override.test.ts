import { describe, expect, it } from 'vitest';
import { defaultPolicy, policySchema } from '../../../shared/clinical/policy.ts';
import { overridden, policyOverrideSchema } from '../../../shared/clinical/policy-override.ts';

const override = (given: object) => policyOverrideSchema.parse({ version: '1', ...given });
const faults = (given: object) =>
  policyOverrideSchema
    .safeParse({ version: '1', ...given })
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

/** A value unlike the default of every number of these sections. */
const changed = (section: object) =>
  Object.fromEntries(
    Object.entries(section).map(([name, value]) => [
      name,
      typeof value === 'number' ? value + 1 : `1${value}`,
    ]),
  );

describe('an override of the policy', () => {
  it('says nothing of what it leaves out', () => {
    expect(override({ level: { adultFromYears: 16 } })).toEqual({
      version: '1',
      level: { adultFromYears: 16 },
    });
  });

  it('changes what it names and nothing else; the version names both', () => {
    const site = policySchema.parse({ version: 'site', history: { riseTotalMgPerDl: '0.9' } });
    expect(
      overridden(site, 'team:lung', override({ version: '7', history: { riseTotalMmolPerL: '0.20' } })),
    ).toEqual({
      ...site,
      version: 'site+team:lung@7',
      history: { ...site.history, riseTotalMmolPerL: '0.20' },
    });
  });

  it('may name every number of draws, levels, episodes and lateness, and most of albumin and history', () => {
    const { draw, level, episode, lateness } = defaultPolicy;
    const { paynePivotGPerL, payneMgPerDlPerGPerL, payneMmolPerLPerGPerL, ...albumin } =
      defaultPolicy.albumin;
    const { mgPerDlPerMmolPerL, ...history } = defaultPolicy.history;
    const sections = { draw, albumin, level, history, episode, lateness };
    const all = Object.fromEntries(
      Object.entries(sections).map(([name, section]) => [name, changed(section)]),
    );
    expect(overridden(defaultPolicy, 'set:a', override(all))).toEqual({
      ...all,
      version: '1+set:a@1',
      reading: defaultPolicy.reading,
      grade: defaultPolicy.grade,
      albumin: { ...all.albumin, paynePivotGPerL, payneMgPerDlPerGPerL, payneMmolPerLPerGPerL },
      history: { ...all.history, mgPerDlPerMmolPerL },
    });
  });

  it.each([
    ['the reading of values', { reading: { futureToleranceMinutes: 5 } }, 'reading'],
    ['the CTCAE grades', { grade: { totalMgPerDl: { grade3Above: '14' } } }, 'grade'],
    ["Payne's pivot", { albumin: { paynePivotGPerL: '42' } }, 'albumin.paynePivotGPerL'],
    ["Payne's factor in mg/dL", { albumin: { payneMgPerDlPerGPerL: '1' } }, 'albumin.payneMgPerDlPerGPerL'],
    [
      "Payne's factor in mmol/L",
      { albumin: { payneMmolPerLPerGPerL: '1' } },
      'albumin.payneMmolPerLPerGPerL',
    ],
    ['the conversion', { history: { mgPerDlPerMmolPerL: '4' } }, 'history.mgPerDlPerMmolPerL'],
  ])('may not name %s, which holds for the whole site', (_, given, path) => {
    expect(faults(given)).toEqual([`${path}: holds for the whole site; move it to policy`]);
  });

  it.each(['a', '2', '2026-11.3_b', 'a'.repeat(20)])('may have the version %s', (version) => {
    expect(override({ version })).toEqual({ version });
  });

  it.each(['', 'a b', 'a+b', 'a@b', 'a'.repeat(21)])('may not have the version "%s"', (version) => {
    expect(faults({ version })).toEqual([
      'version: no version; write 1 to 20 letters, digits, dots or hyphens',
    ]);
  });

  it('tells an editor what each of its numbers is', () => {
    const { version, reading, level } = policyOverrideSchema.shape;
    expect(version.description).toContain('raise it with every change');
    expect(reading.description).toContain('for the whole site');
    expect(level.unwrap().shape.adultFromYears.description).toBe('under it at collection: worklist');
  });

  it.each([
    ['a number of the policy as text', { level: { adultFromYears: '16' } }],
    ['an age that would take pages from adults', { level: { adultFromYears: 26 } }],
    ['an amount as a number', { level: { urgentFromTotalMgPerDl: 11 } }],
    ['an amount that is none', { level: { urgentFromTotalMgPerDl: '11,5' } }],
    ['a setting that is not known', { level: { urgentFrom: '11' } }],
    ['a section that is not known', { levels: {} }],
    ['no version', { version: undefined }],
  ])('refuses %s', (_, given) => {
    expect(faults(given)).toHaveLength(1);
  });
});

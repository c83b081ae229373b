import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CancerFact, cancerStanding, registrationClass } from '../../../shared/clinical/cancer.ts';
import type { Diagnosis, Registration } from '../../../shared/clinical/fact.ts';
import { DAY_MS, type EpochMs, epochMs, plusMs } from '../../../shared/clinical/instant.ts';

const NOW = epochMs(Date.UTC(2026, 5, 1));
const day = (days: number): EpochMs => plusMs(NOW, days * DAY_MS);

function stated(code: string, changes: Partial<Diagnosis> & { days?: number } = {}): CancerFact {
  const { days = -100, ...rest } = changes;
  const sentAt = day(days);
  const diagnosis: Diagnosis = {
    key: `icd-10 ${code}`,
    system: 'icd-10',
    code,
    type: 'F',
    removed: false,
    sentAt,
    ...rest,
  };
  return { receivedAt: sentAt, diagnoses: [diagnosis] };
}

function row(changes: Partial<Registration> & { days?: number } = {}): CancerFact {
  const { days = -50, ...rest } = changes;
  const loadedAt = day(days);
  const registration: Registration = {
    source: 'registry',
    icd10: 'C50.9',
    status: 'by-code',
    loadedAt,
    ...rest,
  };
  return { receivedAt: loadedAt, diagnoses: [], registration };
}

const standing = (...facts: CancerFact[]) => cancerStanding(facts, NOW, 30);
/** `active C50.9 C79.5 bone`, `active C50.9 unconfirmed`, one each. */
const told = (...facts: CancerFact[]) =>
  standing(...facts).findings.map((finding) =>
    [
      finding.class,
      ...finding.codes,
      ...(finding.bone ? ['bone'] : []),
      ...(finding.unconfirmed ? ['unconfirmed'] : []),
    ].join(' '),
  );

describe('what is known of a cancer', () => {
  it('is nothing without any statement', () => {
    expect(standing()).toEqual({ findings: [], registrations: [] });
    expect(told({ receivedAt: NOW, diagnoses: [] })).toEqual([]);
  });

  it('is nothing where only what is not cancer is on file', () => {
    expect(told(stated('D05.1'), row({ icd10: 'D05.1' }))).toEqual([]);
  });

  it('is every class with its codes, the weightiest first', () => {
    expect(told(stated('Z85.3'), stated('D38.1'), stated('C79.5'), stated('C50.9'), stated('I10'))).toEqual([
      'active C50.9 C79.5 bone',
      'uncertain D38.1',
      'history Z85.3',
    ]);
  });

  it('is the same for SNOMED CT', () => {
    expect(told(stated('94222008', { system: 'snomed-ct' }))).toEqual(['active 94222008 bone']);
  });

  it('is known since the first receipt of what says so', () => {
    const facts = [
      stated('C50.9', { days: -20 }),
      stated('C50.9', { days: -90 }),
      stated('Z85.3', { days: -3 }),
    ];
    expect(standing(...facts).findings.map(({ knownSince }) => knownSince)).toEqual([day(-90), day(-3)]);
  });
});

describe('a diagnosis stated again', () => {
  it('stands until it is removed, whatever the order of arrival', () => {
    const added = stated('C50.9', { days: -40 });
    const removed = stated('C50.9', { days: -30, removed: true });
    expect(told(added, removed)).toEqual([]);
    expect(told(removed, added)).toEqual([]);
    expect(told(removed)).toEqual([]);
    expect(told(added, removed, stated('C50.9', { days: -20 }))).toEqual(['active C50.9']);
  });

  it('in the message that removes it stands', () => {
    expect(told(stated('C50.9', { days: -30, removed: true }), stated('C50.9', { days: -30 }))).toEqual([
      'active C50.9',
    ]);
  });

  it('is removed alone', () => {
    expect(told(stated('C50.9'), stated('C61'), stated('C61', { days: -1, removed: true }))).toEqual([
      'active C50.9',
    ]);
  });

  it('under one identifier has the code sent last', () => {
    const key = 'id 77';
    expect(told(stated('C50.9', { key }), stated('D05.1', { key, days: -10 }))).toEqual([]);
    expect(told(stated('D05.1', { key, days: -10 }), stated('C50.9', { key, days: -5 }))).toEqual([
      'active C50.9',
    ]);
    const removal = stated('', { key, days: -1, removed: true });
    expect(told(stated('C50.9', { key }), removal)).toEqual([]);
  });

  it('with two codes sent at once has both', () => {
    const key = 'id 77';
    expect(told(stated('C50.9', { key }), stated('Z85.3', { key }))).toEqual([
      'active C50.9',
      'history Z85.3',
    ]);
  });
});

describe('an admitting diagnosis', () => {
  const admitting = (days: number, changes: Partial<Diagnosis> = {}) =>
    stated('C50.9', { type: 'A', days, ...changes });

  it('is unconfirmed until 30 days after its first receipt', () => {
    expect(told(admitting(-29.999))).toEqual(['active C50.9 unconfirmed']);
    expect(told(admitting(-30))).toEqual(['active C50.9']);
    expect(told(admitting(-5), admitting(-31))).toEqual(['active C50.9']);
  });

  it('counts from DG1-5 where that is given', () => {
    expect(told(admitting(-1, { diagnosedAt: day(-31) }))).toEqual(['active C50.9']);
    expect(told(admitting(-1, { diagnosedAt: day(-29) }))).toEqual(['active C50.9 unconfirmed']);
    expect(told(admitting(-31, { diagnosedAt: day(400) }))).toEqual(['active C50.9']);
  });

  it('never lowers a surer statement, before or after it', () => {
    expect(told(stated('C50.9', { days: -10 }), admitting(-1))).toEqual(['active C50.9']);
    expect(told(stated('C50.9', { type: 'W', days: -1 }), admitting(-10))).toEqual(['active C50.9']);
    expect(told(stated('C61', { days: -10 }), admitting(-1))).toEqual(['active C50.9 C61']);
    expect(told(row(), admitting(-1))).toEqual(['active C50.9']);
  });

  it('of another class stands beside it', () => {
    expect(told(stated('Z85.3'), admitting(-1))).toEqual(['active C50.9 unconfirmed', 'history Z85.3']);
  });

  it('removed and stated again begins anew', () => {
    expect(told(admitting(-60), stated('C50.9', { days: -40, removed: true }), admitting(-5))).toEqual([
      'active C50.9 unconfirmed',
    ]);
  });
});

describe('the class of a registry row', () => {
  it.each([
    ['C50.9', 'by-code', 'active'],
    ['C50.9', 'active', 'active'],
    ['C50.9', 'history', 'history'],
    ['Z85.3', 'by-code', 'history'],
    ['Z85.3', 'active', 'history'],
    ['D38.1', 'active', 'uncertain'],
    ['D38.1', 'history', 'uncertain'],
    ['D38.1', 'by-code', 'uncertain'],
    ['D05.1', 'active', 'none'],
    ['D05.1', 'history', 'none'],
    ['D05.1', 'by-code', 'none'],
    ['', 'active', 'active'],
    ['', 'history', 'history'],
    ['', 'by-code', 'active'],
    ['breast', 'by-code', 'active'],
    ['', 'removed', 'none'],
    ['C50.9', 'removed', 'none'],
  ] as const)('%j with status %s is %s', (icd10, status, expected) => {
    expect(registrationClass({ icd10, status })).toBe(expected);
  });
});

describe('the registry', () => {
  it('counts as loaded last, whatever the order of arrival', () => {
    const earlier = row({ icd10: 'C50.9', team: 'breast', days: -50 });
    const later = row({ icd10: 'Z85.3', team: 'follow-up', days: -20 });
    for (const facts of [
      [earlier, later],
      [later, earlier],
    ]) {
      expect(told(...facts)).toEqual(['history Z85.3']);
      expect(standing(...facts).registrations.map(({ team }) => team)).toEqual(['follow-up']);
    }
  });

  it('may have several rows of one load, in an order of their own', () => {
    const rows = [row({ icd10: 'C79.5' }), row({ icd10: 'C50.9' }), row({ icd10: '', status: 'history' })];
    expect(told(...rows)).toEqual(['active C50.9 C79.5 bone', 'history']);
    const codes = (facts: CancerFact[]) => standing(...facts).registrations.map(({ icd10 }) => icd10);
    expect(codes(rows)).toEqual(['', 'C50.9', 'C79.5']);
    expect(codes([...rows].reverse())).toEqual(codes(rows));
  });

  it('says nothing of a patient whom it does not have any more, until it has them again', () => {
    const rows = [row({ icd10: 'C50.9', days: -50 }), row({ icd10: '', status: 'removed', days: -20 })];
    expect(told(...rows)).toEqual([]);
    expect(told(...rows, row({ icd10: 'C50.9', days: -10 }))).toEqual(['active C50.9']);
  });

  it('never removes what a message diagnosed', () => {
    expect(told(stated('C50.9', { days: -90 }), row({ icd10: 'Z85.3' }))).toEqual([
      'active C50.9',
      'history Z85.3',
    ]);
  });

  it('loaded daily is known since the first load that said the same', () => {
    const loads = [
      row({ days: -3 }),
      row({ days: -2 }),
      row({ icd10: 'Z85.3', days: -9 }),
      row({ days: -1 }),
    ];
    expect(standing(...loads).findings.map(({ knownSince }) => knownSince)).toEqual([day(-3)]);
  });
});

describe('any facts', () => {
  const code = fc.constantFrom('C50.9', 'C79.5', 'Z85.3', 'D38.1', 'D05.1', 'I10', '');
  const days = fc.integer({ min: -60, max: 0 });
  const diagnosis = fc
    .tuple(code, days, fc.constantFrom('A', 'W', 'F'), fc.boolean(), fc.constantFrom('', 'id 1', 'id 2'))
    .map(([named, at, type, removed, identifier]) =>
      stated(named, { days: at, type, removed, ...(identifier === '' ? {} : { key: identifier }) }),
    );
  const registration = fc
    .tuple(code, days, fc.constantFrom('active', 'history', 'by-code'))
    .map(([icd10, at, status]) => row({ icd10, days: at, status }));
  const facts = fc.array(fc.oneof(diagnosis, registration), { maxLength: 12 });

  it('say the same in every order and when each comes twice', () => {
    fc.assert(
      fc.property(
        facts.chain((some) =>
          fc.tuple(
            fc.constant(some),
            fc.shuffledSubarray([...some, ...some], { minLength: some.length * 2 }),
          ),
        ),
        ([some, shuffled]) => {
          const twice = standing(...shuffled);
          expect(twice.findings).toEqual(standing(...some).findings);
        },
      ),
      { numRuns: 300 },
    );
  });
});

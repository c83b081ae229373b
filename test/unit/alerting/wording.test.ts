import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composePage } from '../../../shared/alerting/compose-page.ts';
import {
  linkOf,
  type PageContent,
  referenceOf,
  SMS_MAX_CHARACTERS,
  smsLength,
  wordPage,
} from '../../../shared/alerting/wording.ts';
import { LEVELS } from '../../../shared/clinical/level.ts';
import { NOW } from '../chart/charts.ts';

const content: PageContent = {
  alertId: 'k7m2q9xw4bn6c8dz',
  level: 'critical',
  kind: 'alert',
  repeat: false,
  count: 1,
  step: 1,
  of: 1,
  deskUrl: 'https://desk.example.org',
};

/** The GSM 03.38 alphabet as far as ASCII goes, and its extension table. */
const GSM_7 = /^[A-Za-z0-9 @$_!"#%&'()*+,\-./:;<=>?\n\r^{}\\[\]~|]*$/;

const contents: fc.Arbitrary<PageContent> = fc.record({
  alertId: fc.stringMatching(/^[a-z2-7]{16,32}$/),
  level: fc.constantFrom(...LEVELS),
  kind: fc.constantFrom('alert' as const, 'correction' as const, 'retraction' as const),
  repeat: fc.boolean(),
  count: fc.integer({ min: 1, max: 9_999 }),
  step: fc.integer({ min: 1, max: 6 }),
  of: fc.integer({ min: 1, max: 6 }),
  withinMinutes: fc.option(fc.integer({ min: 1, max: 1_440 }), { nil: undefined }),
  deskUrl: fc.stringMatching(/^https:\/\/[a-z0-9.-]{1,52}$/),
});

describe('wording of a page', () => {
  it('says level, count, time limit, reference and link, and nothing else, in one SMS', () => {
    expect(wordPage(content).sms).toBe(
      'CRITICAL alert. Acknowledge within 15 minutes. Ref K7M2Q9XW https://desk.example.org/a/k7m2q9xw4bn6c8dz',
    );
  });

  it.each([
    ['critical', 'within 15 minutes'],
    ['urgent', 'within 30 minutes'],
    ['routine', 'by the next working day'],
  ] as const)('gives %s its time limit everywhere', (level, limit) => {
    const { subject, sms, email } = wordPage({ ...content, level });
    for (const text of [subject, sms, email]) expect(text).toContain(limit);
  });

  it('says at a later step that it is escalated, how far, and that it is to be acknowledged now', () => {
    const { subject, sms, email } = wordPage({ ...content, step: 2, of: 3 });
    expect(sms).toBe(
      'ESCALATED 2/3 CRITICAL alert. Acknowledge now. Ref K7M2Q9XW https://desk.example.org/a/k7m2q9xw4bn6c8dz',
    );
    expect(subject).toBe('ESCALATED 2/3 CRITICAL alert - acknowledge now - ref K7M2Q9XW');
    expect(email).toContain('Escalated: to contact 2 of 3');
    expect(email).toContain('nobody who was paged before you has acknowledged in time');
  });

  it('says of the first of several steps nothing but the alert', () => {
    expect(wordPage({ ...content, step: 1, of: 3 })).toEqual(wordPage(content));
  });

  it.each([
    [1, 'within 1 minute.'],
    [10, 'within 10 minutes.'],
  ])('gives the first step the time of its team: %i', (withinMinutes, limit) => {
    expect(wordPage({ ...content, withinMinutes }).sms).toContain(`Acknowledge ${limit}`);
  });

  it.each([
    ['correction', 'corrected'],
    ['retraction', 'withdrawn'],
  ] as const)('tells a %s apart from an alert', (kind, word) => {
    const { subject, sms, email } = wordPage({ ...content, kind });
    expect(subject).toContain(kind);
    expect(sms).toContain(kind);
    expect(email).toContain(word);
  });

  it('marks a repeat and keeps its reference', () => {
    const first = wordPage(content);
    const again = wordPage({ ...content, repeat: true });
    for (const text of [again.subject, again.sms, again.email]) expect(text).toContain('REPEAT');
    expect(first.subject + first.sms + first.email).not.toContain('REPEAT');
    expect(again.sms).toContain(referenceOf(content.alertId));
  });

  it('says in an e-mail what happened, how soon it wants an answer, where to look, and no more', () => {
    expect(wordPage(content).email).toBe(`A result awaits your review.

Level: critical
Count: 1
Acknowledge: within 15 minutes
Reference: K7M2Q9XW
Sign in to see it: https://desk.example.org/a/k7m2q9xw4bn6c8dz

Details are shown only after signing in.
This service adds to the telephone call of the laboratory and never replaces it.
`);
  });

  it('says in an e-mail that a repeat is the same alert', () => {
    expect(wordPage({ ...content, repeat: true }).email).toContain(`
REPEAT: this message may have reached you before, with the same reference. It is one alert.

Details are shown`);
  });

  it.each([
    ['correction', 'An earlier alert has been corrected. Please look at it again.'],
    ['retraction', 'An earlier alert has been withdrawn. Please look at it again.'],
  ] as const)('says what a %s is before all else', (kind, expected) => {
    expect(wordPage({ ...content, kind }).email.split('\n')[0]).toBe(expected);
  });

  it('says in a subject what, how soon, and by which reference', () => {
    expect(wordPage({ ...content, count: 2, repeat: true }).subject).toBe(
      'REPEAT CRITICAL 2 alerts - acknowledge within 15 minutes - ref K7M2Q9XW',
    );
  });

  it.each([
    [73, true],
    [74, false],
  ])('keeps the link of an SMS of 160 characters, of no longer one (%i)', (letters, linked) => {
    const { sms } = wordPage({ ...content, deskUrl: `https://${'d'.repeat(letters)}` });

    expect(sms.includes('https')).toBe(linked);
  });

  it('counts the alerts where a page stands for several', () => {
    expect(wordPage({ ...content, count: 12 }).sms).toContain('12 alerts');
    expect(wordPage({ ...content, count: 12 }).email).toContain('Count: 12');
  });

  it('leads from a page for several to the list of all', () => {
    const { sms, email } = wordPage({ ...content, deskUrl: 'https://desk.example.org/', count: 12 });
    expect(sms).toBe(
      'CRITICAL 12 alerts. Acknowledge within 15 minutes. Ref K7M2Q9XW https://desk.example.org/alerts',
    );
    expect(email).toBe(`Several results await your review.

Level: critical
Count: 12
Acknowledge: within 15 minutes
Reference: K7M2Q9XW
Sign in to see them: https://desk.example.org/alerts

There were more pages than one team can act upon, so these come together. None is left out.

Details are shown only after signing in.
This service adds to the telephone call of the laboratory and never replaces it.
`);
  });

  it.each([
    ['correction', 'Several earlier alerts have been corrected. Please look at each of them again.'],
    ['retraction', 'Several earlier alerts have been withdrawn. Please look at each of them again.'],
  ] as const)('says what several %ss are before all else', (kind, expected) => {
    expect(wordPage({ ...content, kind, count: 2 }).email.split('\n')[0]).toBe(expected);
  });

  it('says in an e-mail that some of a repeat of several may be known', () => {
    expect(wordPage({ ...content, repeat: true, count: 2 }).email).toContain(`
REPEAT: some or all of these may have reached you before, with this or another reference.

Details are shown`);
  });

  it('carries the link to the list in every SMS for several where the desk address is as long as the configuration allows', () => {
    fc.assert(
      fc.property(contents, fc.constantFrom('critical' as const, 'urgent' as const), (any, level) => {
        const count = Math.max(2, any.count);
        expect(wordPage({ ...any, level, count }).sms).toContain(`${any.deskUrl}/alerts`);
      }),
    );
  });

  it('says that it adds to the call of the laboratory', () => {
    expect(wordPage(content).email).toMatch(
      /adds to the telephone call of the laboratory\s+and never replaces/,
    );
  });

  it('leaves the link out of an SMS that it would make too long, never the reference', () => {
    const deskUrl = `https://${'d'.repeat(120)}.example.org`;
    const { sms } = wordPage({ ...content, deskUrl });
    expect(sms).not.toContain('https');
    expect(sms).toContain(referenceOf(content.alertId));
  });

  it('joins the link with one slash', () => {
    expect(linkOf('https://desk.example.org/', 'abc')).toBe('https://desk.example.org/a/abc');
    expect(linkOf('https://example.org/desk', 'abc')).toBe('https://example.org/desk/a/abc');
  });

  it.each([...'^{}\\[]~|'])('counts %s, of the extension table, twice', (character) => {
    expect(smsLength(`a${character}b`)).toBe(4);
  });

  it('fits one SMS of the GSM alphabet and an SNS subject, whatever the alert', () => {
    fc.assert(
      fc.property(contents, (any) => {
        const { subject, sms } = wordPage(any);
        expect(smsLength(sms)).toBeLessThanOrEqual(SMS_MAX_CHARACTERS);
        expect(sms).toMatch(GSM_7);
        expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
      }),
    );
  });

  it('carries the link in every SMS where the desk address is of the length that the configuration allows', () => {
    fc.assert(
      fc.property(contents, fc.constantFrom('critical' as const, 'urgent' as const), (any, level) => {
        const alertId = any.alertId.slice(0, 16);
        expect(wordPage({ ...any, alertId, level, count: 1 }).sms).toContain(linkOf(any.deskUrl, alertId));
      }),
    );
  });

  it('never says what it is about', () => {
    const forbidden =
      /calcium|h?ypercalc|cancer|tumou?r|oncolog|patient|ward|mg|mmol|albumin|diagnos|born|name/i;
    fc.assert(
      fc.property(contents, (any) => {
        const { subject, sms, email } = wordPage({
          ...any,
          alertId: '2345672345672345',
          deskUrl: 'https://d',
        });
        expect(subject + sms + email).not.toMatch(forbidden);
      }),
    );
  });

  it('lets nothing of the alert in but level, kind, repeat, count and reference', () => {
    const config = {
      teams: [{ id: 'lung', name: 'Lung', contacts: [{ protocol: 'email' as const, to: 'a@example.org' }] }],
      fallbackTeam: 'lung',
      deskUrl: 'https://d',
    };
    fc.assert(
      fc.property(contents, fc.string(), (any, secret) => {
        const { alertId, level, kind, repeat, count } = any;
        const bare = { alertId, team: 'lung', level, kind, repeat, count, at: NOW };
        const laden = {
          ...bare,
          patient: { authority: secret, id: secret },
          value: secret,
          context: [secret],
        };
        expect(composePage(laden, config)).toEqual(composePage(bare, config));
      }),
    );
  });
});

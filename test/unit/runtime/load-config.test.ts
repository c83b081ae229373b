import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configJsonSchema } from '../../../shared/runtime/config-json-schema.ts';
import { ConfigurationError } from '../../../shared/runtime/errors.ts';
import { parseConfig, parseSiteConfig } from '../../../shared/runtime/load-config.ts';

const minimal = {
  teams: [{ id: 'lung', name: 'Lung', contacts: [{ protocol: 'email', to: 'lung@example.org' }] }],
  fallbackTeam: 'lung',
};

function faultsOf(config: unknown): string[] {
  try {
    parseConfig(typeof config === 'string' ? config : JSON.stringify(config));
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('configuration', () => {
  it('fills in every default of a minimal file', () => {
    expect(parseConfig(JSON.stringify(minimal))).toMatchObject({
      unknownSenders: 'accept',
      feeds: [],
      caps: { mllpBytes: 10_000_000, httpBytes: 4_000_000, segments: 20_000 },
    });
  });

  it.each<[string, object, string]>([
    [
      'team',
      { teams: [...minimal.teams, { ...minimal.teams[0], id: 'canary' }] },
      'teams[1].id: "canary" is kept for the canary; rename it',
    ],
    ['feed', { feeds: [{ id: 'canary' }] }, 'feeds[0].id: "canary" is kept for the canary; rename it'],
    [
      'feed of the gateway',
      { feeds: [{ id: 'canary-mllp' }] },
      'feeds[0].id: "canary-mllp" is kept for the canary; rename it',
    ],
  ])("keeps the canary's %s from sites", (_, part, fault) => {
    const text = JSON.stringify({ ...minimal, ...part });
    expect(() => parseSiteConfig(text)).toThrow(fault);
    expect(parseConfig(text)).toMatchObject(part);
  });

  it.each(['http://127.0.0.1:8080', 'https://desk.example.org'])('takes %s for the desk', (deskUrl) => {
    expect(parseConfig(JSON.stringify({ ...minimal, deskUrl })).deskUrl).toBe(deskUrl);
  });

  it('takes the blanks around the name of a client certificate for none of it', () => {
    const feeds = [{ id: 'east', allowedClientCertificates: [' lab.example.org '] }];
    expect(parseConfig(JSON.stringify({ ...minimal, feeds })).feeds[0]?.allowedClientCertificates).toEqual([
      'lab.example.org',
    ]);
  });

  it('reads a file of a site as any other', () => {
    expect(parseSiteConfig(JSON.stringify(minimal))).toEqual(parseConfig(JSON.stringify(minimal)));
  });

  it('says of a feed whose team there is not', () => {
    expect(faultsOf({ ...minimal, feeds: [{ id: 'east', team: 'nobody' }] })).toEqual([
      'feeds[0].team: no team "nobody" in teams; name one of them',
    ]);
    expect(faultsOf({ ...minimal, feeds: [{ id: 'east', team: 'lung' }] })).toEqual([]);
  });

  it('reads a file that begins with a byte order mark', () => {
    expect(parseConfig(`\uFEFF${JSON.stringify(minimal)}`).fallbackTeam).toBe('lung');
  });

  it.each<[string, unknown, RegExp]>([
    [
      'text that is no JSON',
      '{',
      /^calcium-alerts\.config\.json: not valid JSON; mend the syntax \(.*JSON.*\)$/,
    ],
    [
      'a name in capitals',
      { ...minimal, feeds: [{ id: 'EAST' }] },
      /^feeds\[0\]\.id: lower case letters, .*; correct it$/,
    ],
    ['a cap that is a text', { ...minimal, caps: { segments: 'many' } }, /^caps\.segments: expected number/],
    ['a list', [], /^\(whole file\): .*; change its type$/],
    ['a missing part', { fallbackTeam: 'lung' }, /^teams: .*received undefined; add it$/],
    ['a misspelt setting', { ...minimal, teemz: 1 }, /^teemz: not a known setting; remove or rename it$/],
    [
      'a fallback team that is not there',
      { ...minimal, fallbackTeam: 'x' },
      /^fallbackTeam: no team "x" in teams; name/,
    ],
    [
      'a team listed twice',
      { ...minimal, teams: [...minimal.teams, ...minimal.teams] },
      /^teams\[1\]\.id: team "lung"/,
    ],
    [
      'a feed listed twice',
      { ...minimal, feeds: [{ id: 'a' }, { id: 'a' }] },
      /^feeds\[1\]\.id: feed "a" is listed/,
    ],
    [
      'a feed named as an unknown sender',
      { ...minimal, feeds: [{ id: 'unknown-a' }] },
      /^feeds\[0\]\.id: .*unknown-/,
    ],
    [
      'a time zone that is none',
      { ...minimal, feeds: [{ id: 'a', timeZone: 'Mars/X' }] },
      /^feeds\[0\]\.timeZone: /,
    ],
    [
      'a desk address too long for an SMS',
      { ...minimal, deskUrl: `https://${'a'.repeat(70)}` },
      /^deskUrl: too long/,
    ],
    ...['ftp://desk', 'xhttps://desk', 'httpsx://desk'].map((deskUrl): [string, unknown, RegExp] => [
      `a desk address that is none of the web (${deskUrl})`,
      { ...minimal, deskUrl },
      /^deskUrl: /,
    ]),
    [
      'an address that is no e-mail',
      { ...minimal, operations: [{ protocol: 'email', to: 'nobody' }] },
      /^operations\[0\]\.to: not an e-mail address; correct it$/,
    ],
    [
      'a desk address that no SMS carries',
      { ...minimal, deskUrl: 'https://a/?`' },
      /^deskUrl: holds characters/,
    ],
    [
      'a policy set listed twice',
      { ...minimal, policySets: ['1', '2'].map((version) => ({ id: 'close', version })) },
      /^policySets\[1\]\.id: set "close" is listed twice; rename/,
    ],
    [
      "a team's override without a version",
      { ...minimal, teams: [{ ...minimal.teams[0], policy: { level: {} } }] },
      /^teams\[0\]\.policy\.version: .*; add it$/,
    ],
    [
      'a grade of one team',
      { ...minimal, teams: [{ ...minimal.teams[0], policy: { version: '1', grade: {} } }] },
      /^teams\[0\]\.policy\.grade: holds for the whole site; move it to policy$/,
    ],
    [
      'a misspelt number of a policy set',
      { ...minimal, policySets: [{ id: 'close', version: '1', history: { recent: 1 } }] },
      /^policySets\[0\]\.history\.recent: not a known setting; remove or rename it$/,
    ],
    [
      'a misspelt section of a policy set',
      { ...minimal, policySets: [{ id: 'close', version: '1', histry: {} }] },
      /^policySets\[0\]\.histry: not a known setting; remove or rename it$/,
    ],
    ['a cap of zero', { ...minimal, caps: { segments: 0 } }, /^caps\.segments: .*; give more$/],
    ['another choice', { ...minimal, unknownSenders: 'maybe' }, /^unknownSenders: .*; use one of these$/],
    [
      'a telephone number with spaces',
      { ...minimal, operations: [{ protocol: 'sms', to: '+44 7700 900000' }] },
      /^operations\[0\]\.to: not a telephone number in E\.164; write/,
    ],
  ])('names path, fault and remedy of %s', (_, config, expected) => {
    expect(faultsOf(config)).toContainEqual(expect.stringMatching(expected));
  });

  it('names every canary of a site on its own line', () => {
    const text = JSON.stringify({ ...minimal, feeds: [{ id: 'canary' }, { id: 'canary-mllp' }] });

    expect(() => parseSiteConfig(text)).toThrow(
      'feeds[0].id: "canary" is kept for the canary; rename it\nfeeds[1].id: "canary-mllp"',
    );
  });

  it('keeps what is wrong with the syntax as the cause', () => {
    expect(() => parseConfig('{')).toThrow(expect.objectContaining({ cause: expect.any(SyntaxError) }));
  });

  it('names every fault, each on its own line', () => {
    expect(faultsOf({ ...minimal, x: 1, caps: { segments: 'many', y: 2 } }).length).toBe(3);
  });

  it('has a current JSON schema for editors', () => {
    const written = readFileSync(
      new URL('../../../calcium-alerts.config.schema.json', import.meta.url),
      'utf8',
    );
    expect(written, 'run: node tools/config-schema.ts').toBe(configJsonSchema());
  });
});

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findReal } from './find-real.ts';

/** Files of the repository, those not yet committed among them. */
function sources(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  });
  return listed
    .split('\0')
    .filter((path) => /\.(?:[cm]?[jt]s|json|csv|hl7|txt|md|css|svg|ya?ml|py)$/.test(path));
}

/** It plants what must be found. */
const PLANTED = 'test/security/sources/sources.test.ts';

describe('sources and fixtures', () => {
  it('hold no name, identifier, number, address, account, secret or host of anybody', () => {
    const files = sources().filter((path) => path !== PLANTED && path !== 'package-lock.json');
    const found = files.flatMap((path) =>
      findReal(contentOf(path)).map(({ kind, line, text }) => `${path}:${line}: ${kind} ${text}`),
    );

    expect(found).toEqual([]);
    expect(files.length).toBeGreaterThan(500);
  });

  it.each([
    ['name', 'PID|1||123^^^EAST^MR||GOLDSTEIN^MIRIAM||19580314|F', 2],
    ['name', 'PV1|1|I|W^1^2||||004777^ATTENDSON^ADAM', 2],
    ['name', 'NK1|1|MÜLLER^JOSÉ|SPO', 2],
    ['name', 'OBR|1|||||||||||||||9^OKAFOR^', 1],
    ['e-mail', 'to: someone@hospital.nhs.uk', 1],
    ['telephone', 'call +12125551234', 1],
    ['telephone', 'call +447911123456', 1],
    ['account', 'arn:aws:sns:eu-west-2:482910573346:topic', 1],
    ['secret', 'AKIAQ2W3E4R5T6Y7U8I9', 1],
    ['secret', `-----BEGIN RSA ${'PRIVATE'} KEY-----`, 1],
    ['secret', `ghp_${'a1B2'.repeat(9)}`, 1],
    ['host', 'see https://intranet.hospital.org/page', 1],
    ['host', 'connect 52.94.236.248', 1],
    ['identifier', 'SSN 219-09-9999', 1],
    ['identifier', 'NHS 943 476 5919', 1],
  ])('would be found to hold a %s in %s', (kind, text, times) => {
    expect(findReal(`\n${text}\n`).map((found) => [found.kind, found.line])).toEqual(
      Array(times).fill([kind, 2]),
    );
  });

  it.each([
    'PID|1||RS100001^^^RIVERSIDE^MR||ZZPHIFAMILY^ZZPHIGIVEN||19580314|F',
    'PID|1||7^^^EAST||DOE^JANE',
    'a@example.org b@lab.example c@contact.invalid',
    '+12025550111 +447700900121',
    'arn:aws:sns:us-east-1:000000000000:team',
    'https://desk.example.org http://127.0.0.1:8080 10.0.0.0/16 192.0.2.7',
    '2.16.840.1.113883 v2.276.0 999 123 4564 17861-6',
  ])("may hold what is nobody's (%#)", (text) => {
    expect(findReal(text)).toEqual([]);
  });
});

/** A file that another change just took away holds nothing. */
function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

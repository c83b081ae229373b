import { describe, expect, it } from 'vitest';
import { allowsCertificate, clientCertificateFromPem } from '../../../shared/intake/client-certificate.ts';

const FINGERPRINT = 'ab'.repeat(32);
const COLONS = Array.from({ length: 32 }, () => 'AB').join(':');
const certificate = { commonName: 'lab.east', fingerprint: FINGERPRINT };

describe('certificates that a feed allows', () => {
  it.each<[string, string[], boolean]>([
    ['everybody where none is listed', [], true],
    ['a common name', ['other', 'lab.east'], true],
    ['a fingerprint', [FINGERPRINT], true],
    ['a fingerprint as openssl prints it', [COLONS], true],
    ['no other name', ['lab.west'], false],
    ['no name in other letters', ['LAB.EAST'], false],
    ['no part of a name', ['lab'], false],
    ['no other fingerprint', ['cd'.repeat(32)], false],
  ])('allow %s', (_, allowed, expected) => {
    expect(allowsCertificate(allowed, certificate)).toBe(expected);
  });

  it('allow nobody without a certificate where some are listed', () => {
    expect(allowsCertificate(['lab.east'], undefined)).toBe(false);
    expect(allowsCertificate([], undefined)).toBe(true);
  });

  it('never take a name for a fingerprint', () => {
    const named = { commonName: FINGERPRINT, fingerprint: 'cd'.repeat(32) };
    expect(allowsCertificate([FINGERPRINT], named)).toBe(false);
  });
});

describe('a certificate as text', () => {
  it('is none where it cannot be read', () => {
    expect(clientCertificateFromPem('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')).toBe(
      undefined,
    );
  });
});

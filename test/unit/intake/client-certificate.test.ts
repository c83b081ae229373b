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
    ['no name that a fingerprint begins', [`${FINGERPRINT}.example`], false],
    ['no name that a fingerprint ends', [`x${FINGERPRINT}`], false],
    ['no other fingerprint', ['cd'.repeat(32)], false],
  ])('allow %s', (_, allowed, expected) => {
    expect(allowsCertificate(allowed, certificate)).toBe(expected);
  });

  it('allow nobody without a certificate where some are listed', () => {
    expect(allowsCertificate(['lab.east'], undefined)).toBe(false);
    expect(allowsCertificate([], undefined)).toBe(true);
  });

  it.each([`${FINGERPRINT}ab`, `xx${FINGERPRINT}`, FINGERPRINT.slice(1)])(
    'take for a name what is not of the length of a fingerprint: %s',
    (name) => {
      expect(allowsCertificate([name], { commonName: name, fingerprint: FINGERPRINT })).toBe(true);
    },
  );

  it('never take a name for a fingerprint', () => {
    const named = { commonName: FINGERPRINT, fingerprint: 'cd'.repeat(32) };
    expect(allowsCertificate([FINGERPRINT], named)).toBe(false);
  });
});

const pem = (base64: string) => `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;

/** Self-signed, subject O=Lab, CN=lab.east; its key is thrown away. */
const OF_ONE_NAME = pem(
  'MIIBmjCCAT+gAwIBAgIUKT14K8mk1CuXC1NwVhoKNsZtLsMwCgYIKoZIzj0EAwIw' +
    'ITEMMAoGA1UECgwDTGFiMREwDwYDVQQDDAhsYWIuZWFzdDAgFw0yNjExMjMwNzEy' +
    'NTlaGA8yMTI2MTAzMDA3MTI1OVowITEMMAoGA1UECgwDTGFiMREwDwYDVQQDDAhs' +
    'YWIuZWFzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCPyj+xcC4v3mQYQlInG' +
    'GZn3fVBwM/C3/6sL6MbUQOXPVz6rUklJbhorp27EG3qRhJp0qQWvKKGW9QetVuSS' +
    'nWKjUzBRMB0GA1UdDgQWBBQHJ7mUS65/BM6UVdcEQmH7aCIytDAfBgNVHSMEGDAW' +
    'gBQHJ7mUS65/BM6UVdcEQmH7aCIytDAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49' +
    'BAMCA0kAMEYCIQD30SdTXyNDBkjBGxK2Cv1YM6iyn/u/5xbnRJ/qGM7h0wIhAI+Y' +
    'BcQuurxRGTw9sry6McatHB/OKIq0tjWPI6movHco',
);

/** The same with a second name, CN=lab.west. */
const OF_TWO_NAMES = pem(
  'MIIBvzCCAWWgAwIBAgIUKyd0q7N0NH5UWLnuBn4Tn/vBfk8wCgYIKoZIzj0EAwIw' +
    'NDEMMAoGA1UECgwDTGFiMREwDwYDVQQDDAhsYWIuZWFzdDERMA8GA1UEAwwIbGFi' +
    'Lndlc3QwIBcNMjYxMTIzMDcxMjU5WhgPMjEyNjEwMzAwNzEyNTlaMDQxDDAKBgNV' +
    'BAoMA0xhYjERMA8GA1UEAwwIbGFiLmVhc3QxETAPBgNVBAMMCGxhYi53ZXN0MFkw' +
    'EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEpnT8YF23VRNr1y8SDkXrEPCRFBQR/cby' +
    'k/bWjdUjOkMKyWfM7FSS5kzblrLLw2IgUlWnvQBEjOrHuh3MSoAw0aNTMFEwHQYD' +
    'VR0OBBYEFK4NdoenRfrKyXO5+/4meZf6XvEcMB8GA1UdIwQYMBaAFK4NdoenRfrK' +
    'yXO5+/4meZf6XvEcMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIg' +
    'J2vkpRgkVlDYHe3s8ZoOZPfmxvs/8EMlO0PiHdajjVoCIQDYrolTflfM5azsU3Oe' +
    'pEvi5UQm39NJmOnjlUD0nXt3xg==',
);

describe('a certificate as text', () => {
  it('says its name and its fingerprint, as openssl prints it', () => {
    const read = clientCertificateFromPem(OF_ONE_NAME);

    expect(read).toEqual({
      commonName: 'lab.east',
      fingerprint: '65a9c1918d1b7f708eeb94cc7489e7bae343f23a83ebed34a45541ee215fc5be',
    });
  });

  it('has no name where it has two, and one of them may be anything', () => {
    expect(clientCertificateFromPem(OF_TWO_NAMES)).toEqual({
      commonName: '',
      fingerprint: '00929b85a85de8b6ef20dbef2df105af950733135cf39166991b7d1c7787ef58',
    });
  });

  it('is none where it cannot be read', () => {
    expect(clientCertificateFromPem('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')).toBe(
      undefined,
    );
  });
});

import { X509Certificate } from 'node:crypto';

/** Who a sender is by the certificate that it proved to hold. */
export type ClientCertificate = {
  /** CN of the subject; empty where there is none, or more than one. */
  readonly commonName: string;
  /** SHA-256 of the certificate: 64 hexadecimal digits, lower case. */
  readonly fingerprint: string;
};

export function clientCertificateOf(certificate: X509Certificate): ClientCertificate {
  const { CN: commonName }: { CN?: unknown } = certificate.toLegacyObject().subject;
  return {
    commonName: typeof commonName === 'string' ? commonName : '',
    fingerprint: fingerprintText(certificate.fingerprint256),
  };
}

/** Undefined where the text is no certificate. */
export function clientCertificateFromPem(pem: string): ClientCertificate | undefined {
  try {
    return clientCertificateOf(new X509Certificate(pem));
  } catch {
    return undefined;
  }
}

/**
 * Whether a certificate is among those a feed allows, each by its common name or its SHA-256 fingerprint (colons and
 * case make no difference). An empty list allows everybody whom the transport has let in.
 */
export function allowsCertificate(
  allowed: readonly string[],
  certificate: ClientCertificate | undefined,
): boolean {
  if (allowed.length === 0) return true;
  if (certificate === undefined) return false;
  return allowed.some((entry) => names(entry, certificate));
}

/** What has the shape of a fingerprint is never compared with a name, which whoever asks for a certificate chooses. */
function names(entry: string, { commonName, fingerprint }: ClientCertificate): boolean {
  const text = fingerprintText(entry);
  return /^[0-9a-f]{64}$/.test(text) ? text === fingerprint : entry === commonName;
}

function fingerprintText(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toLowerCase();
}

import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { ConfigurationError } from '../../shared/runtime/errors.ts';

const pem = z.string().includes('-----BEGIN ');

/** Server key, server certificate with its chain, and the authorities of the clients' certificates: PEM each. */
const tlsSecretSchema = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.object({ key: pem, cert: pem, clientAuthorities: pem }));

export type GatewayTls = z.infer<typeof tlsSecretSchema>;

/** @throws ConfigurationError that quotes nothing of the secret. */
export async function readTlsSecret(client: SecretsManagerClient, secretArn: string): Promise<GatewayTls> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
  const read = tlsSecretSchema.safeParse(SecretString);
  if (read.success) return read.data;
  throw new ConfigurationError('TLS secret: not {"key", "cert", "clientAuthorities"} in PEM; mend it');
}

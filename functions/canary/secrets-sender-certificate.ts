import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { ConfigurationError } from '../../shared/runtime/errors.ts';

const pem = z.string().min(1);

/** What a sender shows where the door asks for a certificate: PEM. */
const senderSchema = z.object({ key: pem, cert: pem });
export type SenderCertificate = z.infer<typeof senderSchema>;

/** The same, and the authorities by which the gateway's own certificate is known. */
const gatewaySenderSchema = senderSchema.extend({ serverAuthorities: pem });
export type GatewayCertificate = z.infer<typeof gatewaySenderSchema>;

/** @throws ConfigurationError that quotes nothing of the secret. */
export function readSenderCertificate(
  client: SecretsManagerClient,
  secretArn: string,
): Promise<SenderCertificate> {
  return readSecret(client, secretArn, senderSchema);
}

/** @throws ConfigurationError that quotes nothing of the secret. */
export function readGatewayCertificate(
  client: SecretsManagerClient,
  secretArn: string,
): Promise<GatewayCertificate> {
  return readSecret(client, secretArn, gatewaySenderSchema);
}

async function readSecret<T extends SenderCertificate>(
  client: SecretsManagerClient,
  secretArn: string,
  schema: z.ZodObject & z.ZodType<T>,
): Promise<T> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
  const read = schema.safeParse(parsed(SecretString));
  if (read.success) return read.data;
  const wanted = Object.keys(schema.shape).join(', ');
  throw new ConfigurationError(`the canary's secret: not JSON of ${wanted} in PEM; mend it`);
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ConfigurationError } from './errors.ts';

/** The secret behind every patient key; read once a container. */
export async function readKeySecret(client: SecretsManagerClient, secretArn: string): Promise<string> {
  const { SecretString: secret } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
  if (secret === undefined || secret === '') {
    throw new ConfigurationError('patient key secret: has no text; create it as a SecretString');
  }
  return secret;
}

import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { ConfigurationError } from '../../../shared/runtime/errors.ts';
import { readKeySecret } from '../../../shared/runtime/secrets-key-reader.ts';

const secrets = mockClient(SecretsManagerClient);
const client = new SecretsManagerClient({ region: 'eu-west-2' });

beforeEach(() => {
  secrets.reset();
});

it('reads the secret behind patient keys by its ARN', async () => {
  secrets.on(GetSecretValueCommand, { SecretId: 'arn:secret' }).resolves({ SecretString: 'of the keys' });

  expect(await readKeySecret(client, 'arn:secret')).toBe('of the keys');
});

it.each([[{}], [{ SecretString: '' }]])('refuses a secret without a text (%j)', async (reply) => {
  secrets.on(GetSecretValueCommand).resolves(reply);

  const reading = readKeySecret(client, 'arn:secret');

  await expect(reading).rejects.toThrow(ConfigurationError);
  await expect(reading).rejects.toThrow('create it as a SecretString');
});

import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { createContainer } from '../../../functions/canary/container.ts';

const ENV = {
  PAGES_QUEUE_URL: 'https://sqs.eu-west-2.amazonaws.com/000000000000/canary',
  DROP_BUCKET: 'drop',
  AWS_REGION: 'eu-west-2',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
};
const HL7_URL = 'https://hl7.example.org/hl7';

const doorsOf = async (env: NodeJS.ProcessEnv) =>
  (await createContainer({ ...ENV, ...env })).doors.map(({ name }) => name);

describe("the canary's container", () => {
  it('opens the doors that there are', async () => {
    expect(await doorsOf({})).toEqual(['file']);
    expect(await doorsOf({ HL7_URL })).toEqual(['https', 'file']);
  });

  it.each([
    ['holds key and certificate', JSON.stringify({ key: 'key', cert: 'cert' }), ['https', 'file']],
    ['lacks the certificate', JSON.stringify({ key: 'key' }), /cert/],
    ['has no text', undefined, /JSON/],
  ])('shows the certificate of a secret that %s', async (_, SecretString, expected) => {
    mockClient(SecretsManagerClient).on(GetSecretValueCommand).resolves({ SecretString });
    const doors = doorsOf({ HL7_URL, CERTIFICATE_SECRET_ARN: 'arn' });
    if (Array.isArray(expected)) expect(await doors).toEqual(expected);
    else await expect(doors).rejects.toThrow(expected);
  });

  it('gives each run references that nobody has had', async () => {
    const { newReference } = await createContainer(ENV);
    expect(newReference()).toMatch(/^[0-9a-f]{18}$/);
    expect(newReference()).not.toBe(newReference());
  });

  it('names what it lacks', async () => {
    await expect(createContainer({ ...ENV, DROP_BUCKET: '' })).rejects.toThrow(
      'DROP_BUCKET: missing or wrong',
    );
  });
});

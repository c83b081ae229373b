import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { createContainer } from '../../../functions/canary/container.ts';

const ENV = {
  PAGES_QUEUE_URL: 'https://sqs.eu-west-2.amazonaws.com/000000000000/canary',
  SENDING_FACILITY: 'NOWHERE',
  AWS_REGION: 'eu-west-2',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
};
const HL7_URL = 'https://hl7.example.org/hl7';
const DROP_BUCKET = 'drop';
const GATEWAY = {
  MLLP_HOST: 'gateway.internal',
  MLLP_PORT: '2575',
  MLLP_SERVER_NAME: 'mllp.example.org',
  MLLP_CERTIFICATE_SECRET_ARN: 'arn',
};

const doorsOf = async (env: NodeJS.ProcessEnv) =>
  (await createContainer({ ...ENV, ...env })).doors.map(({ name }) => name);

describe("the canary's container", () => {
  it('opens the doors that there are', async () => {
    expect(await doorsOf({})).toEqual([]);
    expect(await doorsOf({ DROP_BUCKET })).toEqual(['file']);
    expect(await doorsOf({ DROP_BUCKET, HL7_URL })).toEqual(['https', 'file']);
    expect(await doorsOf(GATEWAY)).toEqual(['mllp']);
  });

  it.each([
    ['holds key and certificate', JSON.stringify({ key: 'key', cert: 'cert' }), ['https']],
    ['lacks the certificate', JSON.stringify({ key: 'key' }), /cert/],
    ['has no text', undefined, /not JSON/],
    ['is no JSON', 'ZZPHI', /^the canary's secret: not JSON of key, cert in PEM; mend it$/],
  ])('shows the certificate of a secret that %s', async (_, SecretString, expected) => {
    mockClient(SecretsManagerClient).on(GetSecretValueCommand).resolves({ SecretString });
    const doors = doorsOf({ HL7_URL, CERTIFICATE_SECRET_ARN: 'arn' });
    if (Array.isArray(expected)) expect(await doors).toEqual(expected);
    else await expect(doors).rejects.toThrow(expected);
  });

  it('reads what it shows to the gateway for each message, and no sooner', async () => {
    const secrets = mockClient(SecretsManagerClient)
      .on(GetSecretValueCommand)
      .resolves({ SecretString: '{}' });
    const { doors } = await createContainer({ ...ENV, ...GATEWAY });
    expect(secrets.calls()).toHaveLength(0);
    for (const door of [...doors, ...doors]) {
      await expect(door.send(new Uint8Array(), 'r1')).rejects.toThrow(
        'not JSON of key, cert, serverAuthorities',
      );
    }
    expect(secrets.calls()).toHaveLength(2);
  });

  it('gives each run references that nobody has had', async () => {
    const { newReference } = await createContainer(ENV);
    expect(newReference()).toMatch(/^[0-9a-f]{18}$/);
    expect(newReference()).not.toBe(newReference());
  });

  it('names what it lacks', async () => {
    await expect(createContainer({ ...ENV, SENDING_FACILITY: '' })).rejects.toThrow(
      'SENDING_FACILITY: missing or wrong',
    );
    await expect(createContainer({ ...ENV, ...GATEWAY, MLLP_SERVER_NAME: '' })).rejects.toThrow(
      'MLLP_SERVER_NAME: missing or wrong',
    );
  });
});

import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createContainer as assess } from '../../../functions/assess/container.ts';
import { createContainer as delivery } from '../../../functions/delivery/container.ts';
import { createContainer as fhirEvents } from '../../../functions/fhir-events/container.ts';
import { createContainer as gateway } from '../../../functions/mllp-gateway/container.ts';
import { createContainer as receive } from '../../../functions/receive/container.ts';
import { createContainer as rejudge } from '../../../functions/rejudge/container.ts';
import { createContainer as subscriptions } from '../../../functions/subscriptions/container.ts';
import { createContainer as sweep } from '../../../functions/sweep/container.ts';
import { createContainer as unbatch } from '../../../functions/unbatch/container.ts';
import { configSchema } from '../../../shared/runtime/config.ts';

const config = configSchema.parse({
  teams: [{ id: 'lung', name: 'Lung', contacts: [{ protocol: 'email', to: 'a@example.org' }] }],
  fallbackTeam: 'lung',
});

const ENV = {
  QUEUE_URL: 'https://sqs.eu-west-2.amazonaws.com/1/intake',
  DROP_QUEUE_URL: 'https://sqs.eu-west-2.amazonaws.com/1/files',
  CLAIM_CHECK_BUCKET: 'claims',
  TABLE_NAME: 'charts',
  PATIENT_KEY_SECRET_ARN: 'arn:secret',
  ARCHIVE_BUCKET: 'archive',
  QUARANTINE_BUCKET: 'quarantine',
  TEAM_TOPIC_ARN_PREFIX: 'arn:aws:sns:eu-west-2:1:team_',
  OPERATIONS_TOPIC_ARN: 'arn:operations',
  CONTACTS_PATH: '/calcium-alerts/dev',
  SMS_LOGGING_ROLE_ARN: 'arn:role',
  SMS_LOGS_PREFIX: 'sns/eu-west-2/1',
  SMS_LOGS_KEY_ARN: 'arn:key',
  SMS_LOGS_READER_ARN: 'arn:delivery',
  SMS_LOGS_DAYS: '30',
  EVENT_BUS_NAME: 'calcium-alerts',
  WITH_PATIENT_DATA: 'false',
};

const secrets = mockClient(SecretsManagerClient);

const CONTAINERS: [string, readonly (keyof typeof ENV)[], (env: NodeJS.ProcessEnv) => unknown][] = [
  ['receive', ['QUEUE_URL', 'CLAIM_CHECK_BUCKET'], (env) => receive(env, config)],
  [
    'unbatch',
    ['QUEUE_URL', 'CLAIM_CHECK_BUCKET', 'DROP_QUEUE_URL', 'TABLE_NAME', 'OPERATIONS_TOPIC_ARN'],
    (env) => unbatch(env, config),
  ],
  ['fhir-events', ['TABLE_NAME', 'EVENT_BUS_NAME', 'WITH_PATIENT_DATA'], (env) => fhirEvents(env, config)],
  ['sweep', ['TABLE_NAME', 'TEAM_TOPIC_ARN_PREFIX', 'OPERATIONS_TOPIC_ARN'], (env) => sweep(env, config)],
  [
    'assess',
    [
      'TABLE_NAME',
      'PATIENT_KEY_SECRET_ARN',
      'ARCHIVE_BUCKET',
      'QUARANTINE_BUCKET',
      'CLAIM_CHECK_BUCKET',
      'TEAM_TOPIC_ARN_PREFIX',
      'OPERATIONS_TOPIC_ARN',
    ],
    (env) => assess(env, config),
  ],
  [
    'rejudge',
    ['TABLE_NAME', 'PATIENT_KEY_SECRET_ARN', 'TEAM_TOPIC_ARN_PREFIX', 'OPERATIONS_TOPIC_ARN'],
    (env) => rejudge(env, config),
  ],
  ['delivery', ['TABLE_NAME', 'OPERATIONS_TOPIC_ARN'], (env) => delivery(env)],
  [
    'subscriptions',
    [
      'TABLE_NAME',
      'TEAM_TOPIC_ARN_PREFIX',
      'OPERATIONS_TOPIC_ARN',
      'CONTACTS_PATH',
      'SMS_LOGGING_ROLE_ARN',
      'SMS_LOGS_PREFIX',
      'SMS_LOGS_KEY_ARN',
      'SMS_LOGS_READER_ARN',
      'SMS_LOGS_DAYS',
    ],
    (env) => subscriptions(env, config),
  ],
];

describe.each(CONTAINERS)('the container of %s', (_, variables, create) => {
  beforeAll(() => {
    vi.stubEnv('AWS_REGION', 'eu-west-2');
    secrets.on(GetSecretValueCommand).resolves({ SecretString: 'a secret' });
  });
  afterAll(() => vi.unstubAllEnvs());

  it('is made from its environment and the configuration', async () => {
    const needed = Object.fromEntries(variables.map((variable) => [variable, ENV[variable]]));
    await expect(Promise.resolve(create(needed))).resolves.toHaveProperty('telemetry');
  });

  it.each(variables)('names %s where it is missing', async (variable) => {
    const making = async () => create({ ...ENV, [variable]: undefined });
    await expect(making()).rejects.toThrow(`${variable}: missing or wrong; set the environment variable`);
  });
});

describe('the patient key secret', () => {
  it('must have a text', async () => {
    secrets.on(GetSecretValueCommand).resolves({});
    await expect(assess(ENV, config)).rejects.toThrow('patient key secret: has no text');
  });
});

const PEM = '-----BEGIN CERTIFICATE-----';

describe('the container of mllp-gateway', () => {
  const needed = {
    QUEUE_URL: ENV.QUEUE_URL,
    CLAIM_CHECK_BUCKET: ENV.CLAIM_CHECK_BUCKET,
    TLS_SECRET_ARN: 'arn:secret',
  };

  it('listens on this machine alone unless told otherwise', () => {
    expect(gateway(needed, config)).toMatchObject({ host: '127.0.0.1', mllpPort: 2575, healthPort: 8080 });
  });

  it('reads its key, its certificate and the authorities of its clients from the secret', async () => {
    const tls = { key: PEM, cert: PEM, clientAuthorities: PEM };
    secrets.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify(tls) });

    await expect(gateway(needed, config).readTls()).resolves.toEqual(tls);
  });

  it.each([
    ['is empty', undefined],
    ['is not JSON', '-----BEGIN ZZSECRET'],
    ['lacks the authorities', JSON.stringify({ key: `${PEM}ZZSECRET`, cert: PEM })],
    ['holds no PEM', JSON.stringify({ key: 'ZZSECRET', cert: PEM, clientAuthorities: PEM })],
  ])('refuses a secret that %s, and quotes nothing of it', async (_, SecretString) => {
    secrets.on(GetSecretValueCommand).resolves(SecretString === undefined ? {} : { SecretString });

    const reading = gateway(needed, config).readTls();

    await expect(reading).rejects.toThrow(/^TLS secret: not [^Z]*mend it$/);
  });

  it.each(Object.keys(needed))('names %s where it is missing', (variable) => {
    expect(() => gateway({ ...needed, [variable]: undefined }, config)).toThrow(`${variable}: missing`);
  });
});

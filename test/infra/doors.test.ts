import { describe, expect, test } from 'vitest';
import { doorsSchema, readDoors } from '../../infra/doors.ts';

const contextOf = (values: Readonly<Record<string, unknown>>) => ({
  tryGetContext: (key: string) => values[key],
});

const gateway = {
  allowedCidrs: ['10.20.0.0/16'],
  tlsSecretArn: 'arn:aws:secretsmanager:eu-west-2:000000000000:secret:mllp-tls-AbCdEf',
};
const hl7Domain = {
  name: 'hl7.example.org',
  certificateArn: 'arn:aws:acm:eu-west-2:000000000000:certificate/own',
  trustStore: 's3://trust-store/clients.pem',
};

const OWN_USERS = { ownUsersToo: false, apiClients: [] };

describe('the doors of a context', () => {
  test('are the usual ones where it names none', () => {
    expect(readDoors(contextOf({}))).toEqual({ waf: false, desk: OWN_USERS });
  });

  test('are read from objects of a file and from JSON of the command line alike', () => {
    const fromFile = readDoors(contextOf({ gateway, hl7Domain, waf: true }));
    const fromCommandLine = readDoors(
      contextOf({ gateway: JSON.stringify(gateway), hl7Domain: JSON.stringify(hl7Domain), waf: 'true' }),
    );

    expect(fromFile).toEqual(fromCommandLine);
    expect(fromFile).toEqual({
      waf: true,
      hl7Domain,
      gateway: { ...gateway, vpcCidr: '10.80.0.0/22', leastTasks: 2, mostTasks: 8 },
      desk: OWN_USERS,
    });
  });

  test('are the same in a file that names none', () => {
    expect(doorsSchema.parse({})).toEqual(readDoors(contextOf({})));
  });

  test('tell other systems nothing of patients unless that is said', () => {
    expect(readDoors(contextOf({ fhirEvents: '{}' })).fhirEvents).toEqual({ withPatientData: false });
  });

  test.each([false, 'false'])('have no desk where it is refused', (desk) => {
    expect(readDoors(contextOf({ desk })).desk).toBeUndefined();
  });

  test.each([true, 'true', {}, '{}'])(
    'have a desk with users of its own where nothing is said of them',
    (desk) => {
      expect(readDoors(contextOf({ desk })).desk).toEqual(OWN_USERS);
    },
  );

  test("ask a hospital's identity provider for the usual names", () => {
    const identityProvider = { type: 'saml', metadataUrl: 'https://idp.example.org/metadata' };

    expect(readDoors(contextOf({ desk: { identityProvider } })).desk?.identityProvider).toEqual({
      ...identityProvider,
      claims: { email: 'email', name: 'name', groups: 'groups' },
    });
  });

  test.each([
    [
      'a gateway open to everybody',
      { gateway: { ...gateway, allowedCidrs: ['0.0.0.0/0'] } },
      'lets everybody in',
    ],
    ['a gateway open to nobody', { gateway: { ...gateway, allowedCidrs: [] } }, 'allowedCidrs'],
    ['a gateway of one task', { gateway: { ...gateway, leastTasks: 1 } }, 'leastTasks'],
    ['a gateway that says only true', { gateway: 'true' }, 'gateway'],
    [
      'a secret that is none',
      { gateway: { ...gateway, tlsSecretArn: 'mllp-tls' } },
      'not an ARN of secretsmanager',
    ],
    [
      'a trust store that is not in S3',
      { hl7Domain: { ...hl7Domain, trustStore: 'clients.pem' } },
      'not s3://',
    ],
    [
      'a canary that knows no name to ask the gateway for',
      { gateway: { ...gateway, canaryCertificateSecretArn: gateway.tlsSecretArn } },
      'gateway.serverName',
    ],
    ['a desk that says neither yes nor no', { desk: 'perhaps' }, 'desk'],
    [
      'an identity provider that anybody may listen to',
      { desk: { identityProvider: { type: 'saml', metadataUrl: 'http://idp.example.org' } } },
      'https://',
    ],
    [
      'an identity provider of a kind that is none',
      { desk: { identityProvider: { type: 'ldap' } } },
      'desk.identityProvider',
    ],
    ['a sign-in address that cannot be one', { desk: { signInPrefix: 'Desk_' } }, 'desk.signInPrefix'],
    ['a setting that does not exist', { hl7Domain: { ...hl7Domain, port: 1 } }, 'port'],
    ['text that is not JSON', { gateway: '{allowedCidrs' }, '-c gateway=…: not valid JSON'],
  ])('are refused with %s', (_, context, fault) => {
    expect(() => readDoors(contextOf(context))).toThrow(fault);
  });
});

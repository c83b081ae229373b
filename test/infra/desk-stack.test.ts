import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { DESK_PATHS } from '../../functions/desk/page/paths.ts';
import { CALLBACK_PATH } from '../../functions/desk/sign-in/identity-provider.ts';
import { type EnvironmentName, settingsOf } from '../../infra/config.ts';
import { addStacks } from '../../infra/create-app.ts';
import { deskAddress } from '../../infra/desk-settings.ts';
import { doorsSchema } from '../../infra/doors.ts';
import { SIGNED_IN_PATH, SIGNED_OUT_PATH } from '../../infra/stacks/desk-stack.ts';
import type { Config } from '../../shared/runtime/config.ts';
import { context, sampleConfig } from './stacks.ts';

const DOMAIN = {
  name: 'desk.hospital.example',
  certificateArn: 'arn:aws:acm:eu-west-2:000000000000:certificate/desk',
};
const SAML = { type: 'saml', metadataUrl: 'https://idp.hospital.example/metadata' };
const OIDC = {
  type: 'oidc',
  issuer: 'https://idp.hospital.example',
  clientId: 'calcium-alerts',
  clientSecretArn: 'arn:aws:secretsmanager:eu-west-2:000000000000:secret:idp-AbCdEf',
};

type Asked = {
  readonly environment?: EnvironmentName;
  readonly config?: Partial<Config>;
  readonly fhirEvents?: unknown;
};

function stacksWith(desk: unknown = {}, { environment = 'prod', config = {}, fhirEvents }: Asked = {}) {
  return addStacks(new App({ context }), {
    settings: settingsOf(environment),
    config: { ...sampleConfig, ...config },
    region: 'eu-west-2',
    doors: doorsSchema.parse({ desk, fhirEvents }),
  });
}

function deskOf(desk?: unknown, asked?: Asked): Template {
  const stacks = stacksWith(desk, asked);
  if (!stacks.desk) throw new Error('no desk stack');
  return Template.fromStack(stacks.desk);
}

const propertiesOf = (template: Template, type: string) =>
  Object.values(template.findResources(type)).map(({ Properties }) => Properties);
const template = deskOf();
const first = (type: string, of = template) => propertiesOf(of, type)[0] ?? {};

/** As API Gateway gives it. */
const addressOf = (api: unknown) => ({
  'Fn::Join': ['', ['https://', api, '.execute-api.eu-west-2.', { Ref: 'AWS::URLSuffix' }]],
});

describe('the users of the desk', () => {
  test('are made by an administrator, with a long password and a code of an app; never by themselves', () => {
    template.hasResourceProperties('AWS::Cognito::UserPool', {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      Policies: {
        PasswordPolicy: {
          MinimumLength: 14,
          RequireLowercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
          RequireUppercase: true,
        },
      },
      UserPoolTier: 'PLUS',
      UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
    });
  });

  test.each(['dev', 'prod'] as const)('survive their stack in %s', (environment) => {
    deskOf({}, { environment }).hasResource('AWS::Cognito::UserPool', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { DeletionProtection: 'ACTIVE' },
    });
  });

  test('are in a group for each role and each team', () => {
    const groups = propertiesOf(template, 'AWS::Cognito::UserPoolGroup').map(({ GroupName }) => GroupName);

    expect(groups.sort()).toEqual(
      ['auditor', 'coordinator', ...sampleConfig.teams.map(({ id }) => `team:${id}`)].sort(),
    );
  });

  test('sign in by a code that only the desk can redeem, and by nothing else', () => {
    template.resourceCountIs('AWS::Cognito::UserPoolClient', 1);
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'profile'],
      ExplicitAuthFlows: Match.absent(),
      GenerateSecret: false,
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
      AccessTokenValidity: 15,
      IdTokenValidity: 15,
      SupportedIdentityProviders: ['COGNITO'],
    });
  });

  test('come back to where the desk expects them', () => {
    const { CallbackURLs, LogoutURLs } = first('AWS::Cognito::UserPoolClient', deskOf({ domain: DOMAIN }));

    expect([SIGNED_IN_PATH, SIGNED_OUT_PATH]).toEqual([CALLBACK_PATH, DESK_PATHS.signedOut]);
    expect(CallbackURLs).toEqual([`https://desk.hospital.example${CALLBACK_PATH}`]);
    expect(LogoutURLs).toEqual([`https://desk.hospital.example${DESK_PATHS.signedOut}`]);
  });

  test('cannot put themselves into a group', () => {
    expect(first('AWS::Cognito::UserPoolClient').WriteAttributes).toEqual(['email', 'name']);
  });

  test('have a page to sign in on', () => {
    template.hasResourceProperties('AWS::Cognito::UserPoolDomain', {
      ManagedLoginVersion: 2,
      Domain: { 'Fn::Join': ['', ['calcium-alerts-prod-', { Ref: 'AWS::AccountId' }]] },
    });
    template.hasOutput('SignInUrl', {
      Value: {
        'Fn::Join': [
          '',
          [
            'https://',
            { Ref: Match.stringLikeRegexp('^UsersDomain') },
            Match.stringLikeRegexp('^.auth.eu-west-2.'),
          ],
        ],
      },
    });
    template.hasResourceProperties('AWS::Cognito::ManagedLoginBranding', { UseCognitoProvidedValues: true });
    deskOf({ signInPrefix: 'northmoor' }).hasResourceProperties('AWS::Cognito::UserPoolDomain', {
      Domain: 'northmoor',
    });
  });
});

describe("a hospital's identity provider", () => {
  test.each([
    ['SAML', SAML, { MetadataURL: SAML.metadataUrl }],
    [
      'OpenID Connect',
      OIDC,
      {
        oidc_issuer: OIDC.issuer,
        client_id: OIDC.clientId,
        client_secret: `{{resolve:secretsmanager:${OIDC.clientSecretArn}:SecretString:::}}`,
      },
    ],
  ])('signs in by %s, instead of users of the pool', (_, identityProvider, details) => {
    const federated = deskOf({ identityProvider });

    federated.hasResourceProperties('AWS::Cognito::UserPoolIdentityProvider', {
      ProviderName: 'Hospital',
      ProviderDetails: Match.objectLike(details),
      AttributeMapping: { email: 'email', name: 'name', 'custom:groups': 'groups' },
    });
    expect(first('AWS::Cognito::UserPoolClient', federated).SupportedIdentityProviders).toEqual([
      { Ref: expect.stringMatching(/^UsersProvider/) },
    ]);
  });

  test('tells what it is asked for by its own names', () => {
    const claims = { email: 'mail', name: 'displayName', groups: 'memberOf' };

    deskOf({ identityProvider: { ...SAML, claims } }).hasResourceProperties(
      'AWS::Cognito::UserPoolIdentityProvider',
      { AttributeMapping: { email: 'mail', name: 'displayName', 'custom:groups': 'memberOf' } },
    );
  });

  test('stands beside users of the pool where that is asked for', () => {
    const both = deskOf({ identityProvider: SAML, ownUsersToo: true });

    expect(first('AWS::Cognito::UserPoolClient', both).SupportedIdentityProviders).toContain('COGNITO');
  });

  test('may write the groups that it tells of', () => {
    const client = first('AWS::Cognito::UserPoolClient', deskOf({ identityProvider: SAML }));

    expect(client.WriteAttributes).toContain('custom:groups');
  });
});

describe('the address of the desk', () => {
  const routes = () =>
    propertiesOf(template, 'AWS::ApiGatewayV2::Route').map(({ RouteKey, AuthorizationType }) => [
      RouteKey,
      AuthorizationType,
    ]);

  test('takes requests for the API with a token alone; pages, and the description of the API, without', () => {
    expect(Object.fromEntries(routes())).toEqual({
      'GET /api/{proxy+}': 'JWT',
      'HEAD /api/{proxy+}': 'JWT',
      'POST /api/{proxy+}': 'JWT',
      'GET /api/v1/openapi.json': 'NONE',
      'HEAD /api/v1/openapi.json': 'NONE',
      'GET /': 'NONE',
      'HEAD /': 'NONE',
      'GET /{proxy+}': 'NONE',
      'HEAD /{proxy+}': 'NONE',
      'POST /{proxy+}': 'NONE',
    });
  });

  test('takes tokens that the user pool made for the desk', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: {
        Issuer: { 'Fn::GetAtt': [Match.stringLikeRegexp('^UsersPool'), 'ProviderURL'] },
        Audience: [{ Ref: Match.stringLikeRegexp('^UsersClient') }],
      },
    });
  });

  test('takes tokens of further clients where they are named, at its door and in the function', () => {
    const further = deskOf({ apiClients: ['abc123', 'def456'] });

    expect(first('AWS::ApiGatewayV2::Authorizer', further).JwtConfiguration.Audience).toEqual([
      { Ref: expect.stringMatching(/^UsersClient/) },
      'abc123',
      'def456',
    ]);
    const variables = propertiesOf(further, 'AWS::Lambda::Function').map(
      ({ Environment }) => Environment?.Variables,
    );
    expect(variables).toContainEqual(expect.objectContaining({ API_CLIENT_IDS: 'abc123 def456' }));
    expect(() => deskOf({ apiClients: ['no id of a client'] })).toThrow('the id of an app client');
  });

  test('is throttled, and logs who and how it went, encrypted: no path, no query, no header', () => {
    const { AccessLogSettings, DefaultRouteSettings } = first('AWS::ApiGatewayV2::Stage');

    expect(DefaultRouteSettings).toMatchObject({ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 });
    expect(AccessLogSettings.Format).not.toMatch(/path|query|header/i);
    expect(AccessLogSettings.Format).toContain('$context.authorizer.claims.sub');
    template.allResourcesProperties('AWS::Logs::LogGroup', {
      RetentionInDays: 365,
      KmsKeyId: { 'Fn::ImportValue': Match.stringLikeRegexp('DataKey') },
    });
  });

  test('is a domain of its own over TLS 1.2, and then no other', () => {
    const own = deskOf({ domain: DOMAIN });

    own.hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true });
    own.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
      DomainName: DOMAIN.name,
      DomainNameConfigurations: [Match.objectLike({ SecurityPolicy: 'TLS_1_2' })],
    });
    own.resourceCountIs('AWS::ApiGatewayV2::ApiMapping', 1);
  });

  const GIVEN = 'https://given.example.org';
  const settings = doorsSchema.parse({}).desk ?? { ownUsersToo: false };

  test.each([
    ['what API Gateway gives where nothing else is said', 'http://127.0.0.1:8080', GIVEN],
    ['that, whatever this machine is called', 'http://localhost', GIVEN],
    ['what the configuration says', 'https://calcium.hospital.example/', 'https://calcium.hospital.example'],
  ])('is %s', (_, configured, address) => {
    expect(deskAddress(configured, settings, GIVEN)).toBe(address);
  });

  test.each(['http://127.0.0.1:8080', 'https://desk.hospital.example/'])(
    'is the domain of its own beside %s',
    (configured) => {
      expect(deskAddress(configured, { ...settings, domain: DOMAIN }, GIVEN)).toBe(
        'https://desk.hospital.example',
      );
    },
  );

  test.each(['http://desk.hospital.example', 'https://hospital.example/calcium'])(
    'is refused where nobody could sign in at it: %s',
    (configured) => {
      expect(() => deskAddress(configured, settings, GIVEN)).toThrow('deskUrl: the desk needs an address');
    },
  );

  test('is refused where domain and configuration differ', () => {
    expect(() => stacksWith({ domain: DOMAIN }, { config: { deskUrl: 'https://other.example' } })).toThrow(
      'deskUrl: is not the domain of the desk',
    );
  });
});

describe('the function of the desk', () => {
  const environment = first('AWS::Lambda::Function').Environment.Variables;

  test('knows where it is, and who signs its users in', () => {
    expect(environment).toMatchObject({
      DESK_URL: addressOf({ Ref: expect.stringMatching(/^Api/) }),
      OIDC_ISSUER: { 'Fn::GetAtt': [expect.stringMatching(/^UsersPool/), 'ProviderURL'] },
      OIDC_CLIENT_ID: { Ref: expect.stringMatching(/^UsersClient/) },
    });
  });

  test('cannot take from the pipeline what it needs to run', () => {
    expect(first('AWS::Lambda::Function')).toMatchObject({ ReservedConcurrentExecutions: 20 });
  });

  test('tells operations of a new version that fails, by the name of their topic', () => {
    const actions = first('AWS::CloudWatch::Alarm').AlarmActions;

    expect(JSON.stringify(actions)).toContain(':calcium-alerts_prod_operations');
  });
});

describe('pages', () => {
  const deskUrlsOf = (stacks: ReturnType<typeof stacksWith>) =>
    propertiesOf(Template.fromStack(stacks.pipeline), 'AWS::Lambda::Function')
      .map(({ Description, Environment }) => [Description, Environment.Variables.DESK_URL])
      .filter(([, url]) => url !== undefined);

  test('lead to the desk, whoever sends them', () => {
    const urls = deskUrlsOf(stacksWith());

    expect(urls.map(([description]) => description).sort()).toEqual([
      'Calcium Alerts: assess',
      'Calcium Alerts: rejudge',
      'Calcium Alerts: sweep',
    ]);
    for (const [, url] of urls) {
      expect(url).toEqual(addressOf({ 'Fn::ImportValue': expect.stringMatching(/Desk:.*Api/) }));
    }
  });

  test('lead to the domain of the desk', () => {
    for (const [, url] of deskUrlsOf(stacksWith({ domain: DOMAIN }))) {
      expect(url).toBe('https://desk.hospital.example');
    }
  });

  test('lead where the configuration says, where there is no desk', () => {
    const stacks = stacksWith(false);

    expect(stacks.desk).toBeUndefined();
    expect(deskUrlsOf(stacks)).toEqual([]);
  });
});

describe('the events of alerts', () => {
  const withEvents = deskOf({}, { fhirEvents: {} });
  const publisherOf = (of: Template) =>
    propertiesOf(of, 'AWS::Lambda::Function').find(({ Description }) => Description.endsWith('fhir-events'));

  test('are there only where they are asked for', () => {
    template.resourceCountIs('AWS::Events::EventBus', 0);
    template.resourceCountIs('AWS::Lambda::Function', 1);
    withEvents.resourceCountIs('AWS::Events::EventBus', 1);
  });

  test('go over a bus of their own, encrypted by the key of the record, which lets that bus use it', () => {
    withEvents.hasResourceProperties('AWS::Events::EventBus', {
      Name: 'calcium-alerts-prod',
      KmsKeyIdentifier: { 'Fn::ImportValue': Match.stringLikeRegexp('DataKey') },
    });
    Template.fromStack(stacksWith({}, { fhirEvents: {} }).record).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'AllowEventBus',
            Condition: {
              StringEquals: {
                'aws:SourceAccount': { Ref: 'AWS::AccountId' },
                'aws:SourceArn': {
                  'Fn::Join': ['', Match.arrayWith([':event-bus/calcium-alerts-prod'])],
                },
              },
            },
          }),
        ]),
      },
    });
  });

  test('are told each minute', () => {
    withEvents.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      Targets: [Match.objectLike({ RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 } })],
    });
  });

  test('say nothing of the patient unless that is asked for', () => {
    const variablesOf = (fhirEvents: unknown) =>
      publisherOf(deskOf({}, { fhirEvents }))?.Environment.Variables;

    expect(variablesOf({})).toMatchObject({ WITH_PATIENT_DATA: 'false' });
    expect(variablesOf({ withPatientData: true })).toMatchObject({ WITH_PATIENT_DATA: 'true' });
  });

  test('are refused without a desk, to which they lead', () => {
    expect(() => stacksWith(false, { fhirEvents: {} })).toThrow('fhirEvents: an event leads to the desk');
  });

  test('ring the alarms of functions where they are not told', () => {
    const { observability } = stacksWith({}, { fhirEvents: {} });

    expect(
      JSON.stringify(Template.fromStack(observability).findResources('AWS::CloudWatch::Alarm')),
    ).toContain('FunctionErrors-fhir-events');
  });
});

test('nothing that another stack takes from the desk goes when it is given a domain, and nothing when that is taken back', () => {
  const exportedBy = (desk: unknown) => {
    const stacks = stacksWith(desk);
    Template.fromStack(stacks.observability);
    if (!stacks.desk) throw new Error('no desk stack');
    const outputs = Template.fromStack(stacks.desk).findOutputs('*', { Export: Match.anyValue() });
    return Object.keys(outputs).sort();
  };

  expect(exportedBy({ domain: DOMAIN })).toEqual(exportedBy({}));
});

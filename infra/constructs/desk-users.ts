import { Aws, Duration, RemovalPolicy, SecretValue } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  ClientAttributes,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  ProviderAttribute,
  StandardThreatProtectionMode,
  StringAttribute,
  UserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
  UserPoolDomain,
  UserPoolGroup,
  UserPoolIdentityProviderOidc,
  UserPoolIdentityProviderSaml,
  UserPoolIdentityProviderSamlMetadata,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { DeskSettings, IdentityProvider } from '../desk-settings.ts';

export type DeskUsersProps = {
  readonly deployment: string;
  readonly settings: DeskSettings;
  /** Ids. */
  readonly teams: readonly string[];
};

/** Where users come back to after they signed in, and after they signed out. */
export type ReturnAddresses = { readonly afterSignIn: string; readonly afterSignOut: string };

const ROLES = ['coordinator', 'auditor'] as const;

/** What Cognito calls the hospital's identity provider. */
const HOSPITAL = 'Hospital';

/** In a token as `custom:groups`: the groups that the hospital's identity provider tells of. */
const GROUPS = 'groups';
const GROUPS_MOST_CHARACTERS = 2_048;

const PASSWORDS = {
  minLength: 14,
  requireLowercase: true,
  requireUppercase: true,
  requireDigits: true,
  requireSymbols: true,
  passwordHistorySize: 12,
  tempPasswordValidity: Duration.days(3),
} as const;

/** Who may sign in at the desk, how, and in which roles and teams. */
export class DeskUsers extends Construct {
  readonly pool: UserPool;
  /** Of the tokens: where an OIDC client finds all about it. */
  readonly issuer: string;
  /** Where users sign in, and where the hospital's identity provider sends them back to. */
  readonly signInUrl: string;
  readonly #provider: UserPoolClientIdentityProvider | undefined;
  readonly #settings: DeskSettings;

  constructor(scope: Construct, id: string, { deployment, settings, teams }: DeskUsersProps) {
    super(scope, id);
    this.#settings = settings;
    this.pool = new UserPool(this, 'Pool', {
      userPoolName: `calcium-alerts-${deployment}`,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      keepOriginal: { email: true },
      customAttributes: { [GROUPS]: new StringAttribute({ mutable: true, maxLen: GROUPS_MOST_CHARACTERS }) },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: PASSWORDS,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.issuer = this.pool.userPoolProviderUrl;
    for (const groupName of [...ROLES, ...teams.map((team) => `team:${team}`)]) this.#addGroup(groupName);
    const domain = new UserPoolDomain(this, 'Domain', {
      userPool: this.pool,
      cognitoDomain: {
        domainPrefix: settings.signInPrefix ?? `calcium-alerts-${deployment}-${Aws.ACCOUNT_ID}`,
      },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    this.signInUrl = domain.baseUrl();
    this.#provider = settings.identityProvider && this.#federate(settings.identityProvider);
  }

  /** The one client: the desk itself, by a code and PKCE. It has no secret, so there is none to leak or to renew. */
  client({ afterSignIn, afterSignOut }: ReturnAddresses): UserPoolClient {
    const client = new UserPoolClient(this, 'Client', {
      userPool: this.pool,
      generateSecret: false,
      authFlows: {},
      oAuth: {
        flows: { authorizationCodeGrant: true, implicitCodeGrant: false },
        scopes: [OAuthScope.OPENID, OAuthScope.PROFILE],
        callbackUrls: [afterSignIn],
        logoutUrls: [afterSignOut],
      },
      supportedIdentityProviders: this.#providers(),
      ...this.#attributes(),
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.hours(12),
    });
    new CfnManagedLoginBranding(this, 'SignInPage', {
      userPoolId: this.pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    return client;
  }

  #addGroup(groupName: string): void {
    new UserPoolGroup(this, groupName.replace(':', '-'), { userPool: this.pool, groupName });
  }

  #providers(): UserPoolClientIdentityProvider[] {
    const own = UserPoolClientIdentityProvider.COGNITO;
    if (this.#provider === undefined) return [own];
    return this.#settings.ownUsersToo ? [this.#provider, own] : [this.#provider];
  }

  /** Cognito writes what a provider tells of a user by the rights of the client, and so asks for that of groups too. */
  #attributes() {
    const read = new ClientAttributes().withStandardAttributes({
      email: true,
      emailVerified: true,
      fullname: true,
    });
    const written = new ClientAttributes().withStandardAttributes({ email: true, fullname: true });
    return {
      readAttributes: read.withCustomAttributes(GROUPS),
      writeAttributes: this.#provider ? written.withCustomAttributes(GROUPS) : written,
    };
  }

  /** By the name that the provider has once it is there, so that the client is made after it. */
  #federate(provider: IdentityProvider): UserPoolClientIdentityProvider {
    const { claims } = provider;
    const told = {
      userPool: this.pool,
      name: HOSPITAL,
      attributeMapping: {
        email: ProviderAttribute.other(claims.email),
        fullname: ProviderAttribute.other(claims.name),
        custom: { [`custom:${GROUPS}`]: ProviderAttribute.other(claims.groups) },
      },
    };
    if (provider.type === 'saml') {
      const metadata = UserPoolIdentityProviderSamlMetadata.url(provider.metadataUrl);
      const { providerName } = new UserPoolIdentityProviderSaml(this, 'Provider', { ...told, metadata });
      return UserPoolClientIdentityProvider.custom(providerName);
    }
    const { providerName } = new UserPoolIdentityProviderOidc(this, 'Provider', {
      ...told,
      issuerUrl: provider.issuer,
      clientId: provider.clientId,
      clientSecret: SecretValue.secretsManager(provider.clientSecretArn).unsafeUnwrap(),
      scopes: ['openid', 'profile', 'email'],
    });
    return UserPoolClientIdentityProvider.custom(providerName);
  }
}

import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, it, onTestFinished } from 'vitest';
import { createContainer } from '../../../../functions/desk/container.ts';
import { configSchema } from '../../../../shared/runtime/config.ts';
import { startLoopback } from '../../../stand-ins/loopback.ts';

/** A provider that answers where its keys are, and with them. */
async function issuerWith(publicKey: Parameters<typeof exportJWK>[0]): Promise<string> {
  const key = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256', use: 'sig' };
  const { port, close } = await startLoopback((request, response) => {
    const issuer = `http://127.0.0.1:${port}`;
    const about = {
      issuer,
      jwks_uri: `${issuer}/keys`,
      authorization_endpoint: issuer,
      token_endpoint: issuer,
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === '/keys' ? { keys: [key] } : about));
  });
  onTestFinished(close);
  return `http://127.0.0.1:${port}`;
}

it('takes tokens of the desk itself and of the further clients that are named, and of no other', async () => {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const issuer = await issuerWith(publicKey);
  const contacts = [{ protocol: 'email', to: 'team@example.org' }];
  const config = configSchema.parse({
    teams: [{ id: 'lung', name: 'Lung', contacts }],
    fallbackTeam: 'lung',
  });
  const { readBearerToken } = createContainer(
    {
      ...{ TABLE_NAME: 'table', DESK_URL: 'https://desk.example.org', AWS_REGION: 'eu-west-2' },
      ...{ OIDC_ISSUER: issuer, OIDC_CLIENT_ID: 'desk', API_CLIENT_IDS: 'record registry' },
    },
    config,
  );
  const tokenFor = (client: string) =>
    new SignJWT({ token_use: 'id', aud: client, 'custom:groups': 'auditor' })
      .setProtectedHeader({ alg: 'RS256', kid: 'k' })
      .setIssuer(issuer)
      .setSubject('u1')
      .setIssuedAt()
      .setExpirationTime('15m')
      .sign(privateKey);
  const taken = async (client: string) => (await readBearerToken(await tokenFor(client)))?.sub;

  expect([await taken('desk'), await taken('record'), await taken('registry')]).toEqual(['u1', 'u1', 'u1']);
  expect([await taken('another'), await taken('record registry'), await taken('')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

import { describe, expect, test } from 'vitest';
import { at, listAt, refersTo, type Statement, statementsAt } from '../../infra/house-rules/template.ts';
import { type PlacedResource, resourcesOf, templatesOfApp, VARIANTS } from '../../infra/whole-app.ts';
import { calledActions, keyPrefixes } from './called-actions.ts';

const VARIANT_NAMES = Object.keys(VARIANTS) as (keyof typeof VARIANTS)[];
const resources = new Map(
  VARIANT_NAMES.map((name) => [name, resourcesOf(templatesOfApp(VARIANTS[name]))] as const),
);

/** What Lambda does by a function's role to run it in a network. */
const OF_NETWORK = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
] as const;

/** Actions for which IAM knows no resource: AWS takes them on `*` or not at all. */
const WITHOUT_RESOURCE = new Map([
  ['xray:PutTraceSegments', 'a trace has no ARN'],
  ['xray:PutTelemetryRecords', 'a trace has no ARN'],
  ['ecr:GetAuthorizationToken', 'a token is for the whole registry of the account'],
  ['sns:GetSMSAttributes', 'a setting of the account'],
  ['sns:SetSMSAttributes', 'a setting of the account'],
  ['sns:GetSubscriptionAttributes', 'IAM knows topics, not subscriptions'],
  ['sns:SetSubscriptionAttributes', 'IAM knows topics, not subscriptions'],
  ['sns:Unsubscribe', 'IAM knows topics, not subscriptions'],
  ...OF_NETWORK.map((action) => [action, 'Lambda knows no interface before it has made it'] as const),
]);

/** Calls that hand a role on to the service, which IAM asks for by a right of its own. */
const HANDS_ON_ROLE = new Set(['sns:SetSMSAttributes']);

/** What AWS does with a function's role beside what the code asks for. */
const OF_LAMBDA = {
  log: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  trace: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
  queue: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
  network: OF_NETWORK,
} as const;

/** Asked of the caller by the service that encrypts. */
const OF_KEYS = /^kms:(Decrypt|DescribeKey|Encrypt|GenerateDataKey|ReEncryptFrom|ReEncryptTo)$/;

/** In a module that a function shares, but on no path of its own. */
const NEVER_RUN = new Map([
  ['receive', ['s3:GetObject']],
  ['mllp-gateway', ['s3:GetObject']],
  ['canary in a network', ['s3:PutObject']],
]);

/** Sort keys of what lies beside a patient or in a list. */
const OF_PATIENTS = new Set(['ALERT#', 'AUDIT#', 'FACT#', 'MEMBER#', 'RAISED#', 'SEEN#', 'PAGES#']);

type Policy = { readonly of: PlacedResource; readonly statements: readonly Statement[] };

/** Every document that says what somebody may do, apart from who may do something to a resource. */
function identityPolicies(all: readonly PlacedResource[]): readonly Policy[] {
  return all.flatMap((of) => {
    const inline = listAt(of, 'Policies').map((policy) => statementsAt(policy, 'PolicyDocument'));
    const own = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].includes(of.Type)
      ? [statementsAt(of, 'PolicyDocument')]
      : [];
    return [...inline, ...own].map((statements) => ({ of, statements }));
  });
}

const actionsOf = ({ Action }: Statement): readonly string[] => [Action ?? []].flat();

describe.each(VARIANT_NAMES)('%s: every policy', (variant) => {
  const allowed = identityPolicies(resources.get(variant) ?? []).flatMap(({ of, statements }) =>
    statements
      .filter(({ Effect }) => Effect === 'Allow')
      .map((statement) => ({ where: `${of.stack} ${of.logicalId}`, statement })),
  );

  test('is there to be looked at', () => {
    expect(allowed.length).toBeGreaterThan(10);
  });

  test('names each action', () => {
    const wild = allowed.filter(({ statement }) =>
      actionsOf(statement).some((action) => action.includes('*')),
    );

    expect(wild).toEqual([]);
  });

  test('names each resource, but for actions that have none', () => {
    const everywhere = allowed
      .filter(({ statement }) => [statement.Resource].flat().includes('*'))
      .flatMap(({ where, statement }) =>
        actionsOf(statement)
          .filter((action) => !WITHOUT_RESOURCE.has(action))
          .map((action) => `${where}: ${action}`),
      );

    expect(everywhere).toEqual([]);
  });

  test('lets nobody change rights, and hand on no role that it does not name', () => {
    const elevating = allowed.filter(
      ({ statement: { Action, Resource } }) =>
        /(iam|sts|organizations):/.test(JSON.stringify(Action)) &&
        !(Action === 'iam:PassRole' && /^\{"Fn::GetAtt":\["\w+","Arn"\]\}$/.test(JSON.stringify(Resource))),
    );

    expect(elevating).toEqual([]);
  });
});

describe('a function may do', () => {
  const all = resources.get('every option') ?? [];
  const functions = all
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map((lambda) => ({ entry: entryOf(lambda), lambda, place: isInNetwork(lambda) ? ' in a network' : '' }));

  test.each(functions)('$entry$place: what its code calls and nothing else', ({ entry, lambda, place }) => {
    const called = calledActions(entry);
    const granted = actionsGranted(lambda, at(lambda, 'Role'), all);
    const ofLambda: readonly string[] = [
      ...OF_LAMBDA.log,
      ...OF_LAMBDA.trace,
      ...(readsQueue(lambda, all) ? OF_LAMBDA.queue : []),
      ...(isInNetwork(lambda) ? OF_LAMBDA.network : []),
      ...(called.some((action) => HANDS_ON_ROLE.has(action)) ? ['iam:PassRole'] : []),
    ];

    expect(granted.filter((action) => !called.includes(action) && !ofLambda.includes(action))).toEqual([]);
    expect(called.filter((action) => !granted.includes(action))).toEqual(
      NEVER_RUN.get(`${entry}${place}`) ?? [],
    );
  });

  test('mllp-gateway: what its code calls and nothing else', () => {
    const task = all.find(({ Type }) => Type === 'AWS::ECS::TaskDefinition');
    if (task === undefined) throw new Error('no task');
    const called = calledActions('mllp-gateway');

    const granted = actionsGranted(task, at(task, 'TaskRoleArn'), all);

    expect(granted.filter((action) => !called.includes(action))).toEqual([]);
    expect(called.filter((action) => !granted.includes(action))).toEqual(NEVER_RUN.get('mllp-gateway'));
  });

  test('under a role that no other function has', () => {
    const roles = functions.map(({ lambda }) => JSON.stringify(at(lambda, 'Role')));

    expect(new Set(roles).size).toBe(functions.length);
  });
});

describe('the record of patients', () => {
  const all = resources.get('every option') ?? [];
  const reaching = all
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .flatMap((lambda) =>
      statementsOf(lambda, all)
        .filter((statement) => actionsOf(statement).some((action) => action.startsWith('dynamodb:')))
        .map(({ Condition }) => ({ entry: entryOf(lambda), keys: leadingKeys(Condition) })),
    );

  test('is open to those who judge and those who send, not to who has a notice to write or a file to remember', () => {
    const open = reaching.filter(({ keys }) => keys === undefined).map(({ entry }) => entry);

    expect([...new Set(open)].sort()).toEqual(['assess', 'delivery', 'rejudge', 'sweep']);
  });

  test.each([
    ['unbatch', ['FILE#', 'OPS#'], ['TOLD#']],
    ['subscriptions', ['OPS#'], ['TOLD#']],
  ])('is closed to %s, which has its own partitions', (name, partitions, sortKeys) => {
    const own = reaching.filter(({ entry }) => entry === name).map(({ keys }) => keys);

    expect(own).toEqual([partitions.map((partition) => `${partition}*`)]);
    expect(keyPrefixes(name)).toEqual([...partitions, ...sortKeys].sort());
  });

  test.each([
    ['desk', ['P#', 'TEAM#', 'PLACE#', 'SESSION#', 'SIGN_IN#', 'RATE#']],
    ['fhir-events', ['P#', 'TEAM#', 'PLACE#', 'EVENTS#']],
  ])(
    'is shown by %s, which reaches patients, lists of alerts and partitions of its own',
    (name, partitions) => {
      const [own, ...others] = reaching.filter(({ entry }) => entry === name).map(({ keys }) => keys);

      expect(others).toEqual([]);
      expect(own).toEqual(partitions.map((partition) => `${partition}*`));
      const named = keyPrefixes(name).filter((prefix) => !OF_PATIENTS.has(prefix));
      expect(partitions).toEqual(expect.arrayContaining(named));
    },
  );
});

function leadingKeys(condition: Statement['Condition']): unknown {
  return condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'];
}

function isInNetwork(lambda: PlacedResource): boolean {
  return at(lambda, 'VpcConfig') !== undefined;
}

function entryOf(lambda: PlacedResource): string {
  return String(at(lambda, 'Description')).replace('Calcium Alerts: ', '');
}

/** What a role may do, apart from what the service that encrypts asks of whoever calls it. */
function actionsGranted(
  user: PlacedResource,
  roleArn: unknown,
  all: readonly PlacedResource[],
): readonly string[] {
  const actions = statementsOfRole(user, roleArn, all).flatMap(actionsOf);
  return [...new Set(actions)].filter((action) => !OF_KEYS.test(action)).sort();
}

function statementsOf(lambda: PlacedResource, all: readonly PlacedResource[]): readonly Statement[] {
  return statementsOfRole(lambda, at(lambda, 'Role'), all);
}

function statementsOfRole(
  user: PlacedResource,
  roleArn: unknown,
  all: readonly PlacedResource[],
): readonly Statement[] {
  const here = all.filter(({ stack }) => stack === user.stack);
  const role = here.find(({ logicalId }) => refersTo(roleArn, logicalId));
  if (role === undefined) throw new Error(`${user.logicalId}: its role is not in its stack`);
  return identityPolicies(here)
    .filter(({ of }) => of === role || refersTo(at(of, 'Roles'), role.logicalId))
    .flatMap(({ statements }) => statements);
}

/** By itself or by an alias. */
function readsQueue(lambda: PlacedResource, all: readonly PlacedResource[]): boolean {
  const here = all.filter(({ stack }) => stack === lambda.stack);
  const runs = (of: PlacedResource, id: string) => refersTo(at(of, 'FunctionName'), id);
  const names = here
    .filter((of) => of.Type === 'AWS::Lambda::Alias' && runs(of, lambda.logicalId))
    .map(({ logicalId }) => logicalId)
    .concat(lambda.logicalId);
  return here.some((of) => of.Type === 'AWS::Lambda::EventSourceMapping' && names.some((id) => runs(of, id)));
}

import { Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic, TopicPolicy } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Config } from '../../shared/runtime/config.ts';
import { type Access, allow } from './access.ts';
import { tooFewContacts } from './contact.ts';
import { ContactTopic } from './contact-topic.ts';
import type { DataKey } from './data-key.ts';

export type TeamTopicsProps = {
  readonly dataKey: DataKey;
  /** The environment, and the cell if there are several. */
  readonly deployment: string;
  readonly config: Pick<Config, 'teams' | 'operations'>;
};

/** Deployments have lower case letters, digits and hyphens: no prefix begins another. */
const namePrefixOf = (deployment: string) => `calcium-alerts_${deployment}_`;

/** The topic that tells operations. */
export function operationsTopicName(deployment: string): string {
  return `${namePrefixOf(deployment)}operations`;
}

/** A topic for each team and one for operations. There are none where a page could reach too few. */
export class TeamTopics extends Construct {
  /** By name, so that what refers to hundreds of them from another stack needs no export of each. */
  readonly teams: ReadonlyMap<string, { readonly topic: ITopic }>;
  readonly operations: ContactTopic;
  /** With the id of a team behind it this is the ARN of the team's topic: one short variable, however many teams. */
  readonly arnPrefix: string;
  /** Of every topic's name. */
  readonly namePrefix: string;
  /** With the id of a team behind it this is the name of the team's topic. */
  readonly teamNamePrefix: string;
  readonly #dataKey: DataKey;

  constructor(scope: Construct, id: string, { dataKey, deployment, config }: TeamTopicsProps) {
    super(scope, id);
    const faults = [...config.teams.flatMap(tooFewContacts), ...deafOperations(config)];
    if (faults.length > 0) throw new Error(faults.join('\n'));
    this.#dataKey = dataKey;
    this.namePrefix = namePrefixOf(deployment);
    this.teamNamePrefix = `${this.namePrefix}team_`;
    this.arnPrefix = this.#arnOf('team_');
    const topics = config.teams.map(
      ({ id: team, name }) =>
        new ContactTopic(this, team, {
          dataKey,
          topicName: `${this.teamNamePrefix}${team}`,
          displayName: name,
        }),
    );
    new TopicPolicy(this, 'TlsOnly', {
      topics: topics.map(({ topic }) => topic),
      policyDocument: tlsOnly(),
    });
    this.teams = new Map(config.teams.map(({ id: team }) => [team, { topic: this.#byName(team) }]));
    this.operations = new ContactTopic(this, 'Operations', {
      dataKey,
      topicName: operationsTopicName(deployment),
      displayName: 'Calcium Alerts operations',
      enforceSSL: true,
    });
  }

  /** Rights to page every team. */
  publish(): Access {
    return {
      value: this.arnPrefix,
      statements: [allow(['sns:Publish'], [`${this.arnPrefix}*`]), this.#dataKey.use()],
      wildcard: this.anyTeam(),
    };
  }

  /** Why rights may be to whatever topic has a name that begins as those of the teams do. */
  anyTeam(): NonNullable<Access['wildcard']> {
    return {
      finding: `Resource::${findingOf(this, `${this.teamNamePrefix}*`)}`,
      reason:
        "The names of this deployment's team topics, and of no other topic, begin so; hundreds of ARNs would not fit into a policy.",
    };
  }

  #arnOf(name: string): string {
    return Stack.of(this).formatArn({ service: 'sns', resource: `${this.namePrefix}${name}` });
  }

  #byName(team: string): ITopic {
    return Topic.fromTopicArn(this, `${team}ByName`, this.#arnOf(`team_${team}`));
  }
}

/** How cdk-nag writes the ARN of a topic. */
function findingOf(scope: Construct, topicName: string): string {
  const { partition, region } = Stack.of(scope);
  return `arn:${partition}:sns:${region}:<AWS::AccountId>:${topicName}`;
}

/** In the policy of a topic `*` is that topic. */
function tlsOnly(): PolicyDocument {
  const deny = new PolicyStatement({
    sid: 'TlsOnly',
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: ['sns:Publish'],
    resources: ['*'],
    conditions: { Bool: { 'aws:SecureTransport': 'false' } },
  });
  return new PolicyDocument({ statements: [deny] });
}

function deafOperations(config: Pick<Config, 'operations'>): readonly string[] {
  return config.operations.length > 0
    ? []
    : ['operations: nobody hears of faults; give at least one contact'];
}

import { Stack } from 'aws-cdk-lib';
import { SubscriptionFilter } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Config } from '../../shared/runtime/config.ts';
import type { Access } from './access.ts';
import { type Contact, levelsOf, tooFewContacts } from './contact.ts';
import { ContactTopic } from './contact-topic.ts';
import type { DataKey } from './data-key.ts';

/** Pages go to the first step of the escalation chain first. */
const FIRST_STEP = 'first';

export type TeamTopicsProps = {
  readonly dataKey: DataKey;
  readonly deployment: string;
  readonly config: Pick<Config, 'teams' | 'operations'>;
};

/** A topic for each team and one for operations. There are none where a page could reach too few. */
export class TeamTopics extends Construct {
  readonly teams: ReadonlyMap<string, ContactTopic>;
  readonly operations: ContactTopic;

  constructor(scope: Construct, id: string, { dataKey, deployment, config }: TeamTopicsProps) {
    super(scope, id);
    const faults = [...config.teams.flatMap(tooFewContacts), ...deafOperations(config)];
    if (faults.length > 0) throw new Error(faults.join('\n'));
    const teams = config.teams.map((team): [string, ContactTopic] => {
      const topic = new ContactTopic(this, team.id, {
        dataKey,
        deployment,
        parameterPath: `teams/${team.id}`,
        displayName: team.name,
        contacts: team.contacts,
        filterOf: pagesAtFirstStep,
      });
      return [team.id, topic];
    });
    this.teams = new Map(teams);
    this.operations = new ContactTopic(this, 'Operations', {
      dataKey,
      deployment,
      parameterPath: 'operations',
      displayName: 'Calcium Alerts operations',
      contacts: config.operations,
    });
  }

  /** Rights to page every team; the value tells the topic of each. */
  publish(): Access {
    const accesses = [...this.teams].map(([team, topic]) => ({ team, ...topic.publish() }));
    return {
      value: Stack.of(this).toJsonString(
        Object.fromEntries(accesses.map(({ team, value }) => [team, value])),
      ),
      statements: accesses.flatMap(({ statements }) => statements),
    };
  }
}

function pagesAtFirstStep(contact: Contact): Record<string, SubscriptionFilter> {
  return {
    level: SubscriptionFilter.stringFilter({ allowlist: [...levelsOf(contact)] }),
    contact: SubscriptionFilter.stringFilter({ allowlist: [FIRST_STEP] }),
  };
}

function deafOperations(config: Pick<Config, 'operations'>): readonly string[] {
  return config.operations.length > 0
    ? []
    : ['operations: nobody hears of faults; give at least one contact'];
}

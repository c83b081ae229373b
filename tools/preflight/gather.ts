import { contactsPath } from '../../infra/config.ts';
import { createSnsSubscriptions } from '../../shared/alerting/sns-subscriptions.ts';
import { readContactParameters } from '../../shared/alerting/ssm-contacts.ts';
import { type ContactTopic, contactTopics } from '../../shared/alerting/wanted-subscriptions.ts';
import type { EpochMs } from '../../shared/clinical/instant.ts';
import type { Config } from '../../shared/runtime/config.ts';
import type { Clients } from './clients.ts';
import { numbersOf } from './contact-numbers.ts';
import { look } from './finding.ts';
import { type CertificateOf, gatherService } from './gather-service.ts';
import { gatherSms } from './gather-sms.ts';
import { type Deployed, gatherStacks } from './gather-stacks.ts';
import type { Gathered, TopicState } from './gathered.ts';

export type GatherParts = {
  readonly clients: Clients;
  readonly deployment: string;
  readonly config: Config;
  readonly certificateOf: CertificateOf;
  readonly now: EpochMs;
};

/** Looks at all that the checks need. Rejects only where the deployment itself cannot be looked at. */
export async function gather(parts: GatherParts): Promise<Gathered> {
  const { clients, deployment, config, certificateOf, now } = parts;
  const deployed = await gatherStacks(clients.cloudFormation, deployment);
  const contacts = await look(() => readContactParameters(clients.ssm, contactsPath(deployment)));
  const asked = contactTopics(config, arnsOf(deployed));
  const arns = new Set(deployed.resources.map(({ physicalId }) => physicalId));
  const topics = asked.filter(({ arn }) => arns.has(arn));
  return {
    stacks: deployed.stacks,
    contacts,
    topics: await Promise.all(topics.map((topic) => topicState(clients, topic))),
    missingTopics: asked.filter(({ arn }) => !arns.has(arn)).map(({ name }) => name),
    sms: await gatherSms(clients, [...numbersOf(asked, contacts).keys()], now),
    service: await gatherService(clients, deployed, certificateOf),
  };
}

const OPERATIONS = 'operations';

/** Every topic of a deployment has its name behind the same beginning. */
function arnsOf({ resources }: Deployed) {
  const arn = resources.find(
    ({ type, physicalId }) => type === 'AWS::SNS::Topic' && physicalId.endsWith(`_${OPERATIONS}`),
  )?.physicalId;
  const operationsTopicArn = arn ?? '';
  return {
    operationsTopicArn,
    teamTopicArnPrefix: `${operationsTopicArn.slice(0, -OPERATIONS.length)}team_`,
  };
}

async function topicState({ sns }: Clients, topic: ContactTopic): Promise<TopicState> {
  return { topic, listed: await look(() => createSnsSubscriptions(sns).list(topic.arn)) };
}

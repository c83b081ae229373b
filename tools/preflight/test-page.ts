import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { contactName } from '../../shared/alerting/routing.ts';
import { TEST_PAGE } from '../../shared/alerting/test-page.ts';
import type { ContactTopic } from '../../shared/alerting/wanted-subscriptions.ts';
import { type Finding, fail, ok } from './finding.ts';

const text = (value: string) => ({ DataType: 'String', StringValue: value });
/** A filter lets it through that asks for one of them. */
const list = (values: readonly string[]) => ({
  DataType: 'String.Array',
  StringValue: JSON.stringify(values),
});

/** One page that says it is a test, to everybody who hears of critical pages of each team, at whatever step. */
export async function sendTestPages(
  client: SNSClient,
  topics: readonly Pick<ContactTopic, 'name' | 'arn' | 'contacts' | 'escalation'>[],
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const topic of topics) findings.push(await sendTestPage(client, topic));
  return findings;
}

async function sendTestPage(
  client: SNSClient,
  { name, arn, contacts, escalation }: Pick<ContactTopic, 'name' | 'arn' | 'contacts' | 'escalation'>,
): Promise<Finding> {
  const names = [...new Set(contacts.map((contact) => contactName(contact, { escalation })))];
  try {
    const { MessageId: id } = await client.send(
      new PublishCommand({
        TopicArn: arn,
        Subject: TEST_PAGE.subject,
        MessageStructure: 'json',
        Message: JSON.stringify({ default: TEST_PAGE.email, sms: TEST_PAGE.sms, email: TEST_PAGE.email }),
        MessageAttributes: { level: text('critical'), kind: text('test'), contact: list(names) },
      }),
    );
    return ok('test-page', `${name}: SNS took the test page (${id}): ask each contact whether it came`);
  } catch (error) {
    const why = error instanceof Error ? error.name : 'unknown';
    return fail(
      'test-page',
      `${name}: SNS did not take the test page (${why}): no page would reach this team`,
    );
  }
}

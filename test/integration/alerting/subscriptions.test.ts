import {
  CreateTopicCommand,
  GetSMSAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SetSMSAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reconcileSubscriptions } from '../../../shared/alerting/reconcile-subscriptions.ts';
import { setSmsSettings } from '../../../shared/alerting/sns-sms-settings.ts';
import { createSnsSubscriptions } from '../../../shared/alerting/sns-subscriptions.ts';
import { readContactParameters } from '../../../shared/alerting/ssm-contacts.ts';
import type { ContactTopic } from '../../../shared/alerting/wanted-subscriptions.ts';
import { type Moto, startMoto, withoutMoto } from '../moto.ts';

const PATH = '/calcium-alerts/dev';

describe.skipIf(withoutMoto)(
  `contacts in an emulated AWS${withoutMoto ? ` (skipped: ${withoutMoto})` : ''}`,
  () => {
    let moto: Moto;
    let sns: SNSClient;
    let ssm: SSMClient;
    let topic: ContactTopic;

    beforeAll(async () => {
      moto = await startMoto();
      sns = new SNSClient(moto.client);
      ssm = new SSMClient(moto.client);
      const { TopicArn: arn = '' } = await sns.send(
        new CreateTopicCommand({ Name: 'calcium-alerts_dev_team_lung' }),
      );
      const contacts = [
        { protocol: 'sms', to: '+12025550100' },
        { protocol: 'sms', to: '+12025550100' },
        { protocol: 'email', to: 'x@example.org' },
      ] as const;
      topic = { name: 'lung', arn, path: 'teams/lung', contacts, byLevel: true };
    });

    afterAll(async () => {
      sns.destroy();
      ssm.destroy();
      await moto.stop();
    });

    const put = (name: string, value: string) =>
      ssm.send(
        new PutParameterCommand({
          Name: `${PATH}/${name}`,
          Value: value,
          Type: 'SecureString',
          Overwrite: true,
        }),
      );

    const reconcile = async () =>
      reconcileSubscriptions(createSnsSubscriptions(sns), topic, await readContactParameters(ssm, PATH));

    const endpoints = async () => {
      const { Subscriptions = [] } = await sns.send(
        new ListSubscriptionsByTopicCommand({ TopicArn: topic.arn }),
      );
      return Subscriptions.map(({ Endpoint }) => Endpoint).sort();
    };

    it('are read decrypted, by the rest of their name, over many pages', async () => {
      await put('teams/lung/sms-1', '+12025550111');
      await put('teams/lung/sms-2', '+12025550112');
      await put('teams/lung/email-1', 'lung@example.org');
      for (let n = 0; n < 12; n += 1) await put(`teams/other/sms-${n}`, '+12025550119');

      const parameters = await readContactParameters(ssm, PATH);

      expect(parameters.get('teams/lung/sms-1')).toBe('+12025550111');
      expect(parameters.size).toBe(15);
    });

    it('are subscribed, each with its filter, and a second run does nothing', async () => {
      expect(await reconcile()).toMatchObject({ subscribed: 3, unheard: [] });
      expect(await reconcile()).toMatchObject({ subscribed: 0, filtered: 0, unsubscribed: 0 });

      const listed = await createSnsSubscriptions(sns).list(topic.arn);
      expect(listed.find(({ protocol }) => protocol === 'email')?.filterPolicy).toBe(
        '{"level":["critical","urgent","routine"],"contact":["first"]}',
      );
    });

    it('are changed over when the rota changes, without a deployment', async () => {
      await put('teams/lung/sms-2', '+12025550113');

      expect(await reconcile()).toMatchObject({ subscribed: 1, unsubscribed: 1 });
      expect(await endpoints()).toEqual(['+12025550111', '+12025550113', 'lung@example.org']);
    });

    it('have a filter mended that somebody left out', async () => {
      await put('teams/lung/sms-2', '+12025550114');
      await sns.send(
        new SubscribeCommand({ TopicArn: topic.arn, Protocol: 'sms', Endpoint: '+12025550114' }),
      );

      expect(await reconcile()).toMatchObject({ subscribed: 0, unsubscribed: 1 });
      expect(await reconcile()).toMatchObject({ filtered: 0 });
    });

    it('have SNS log every SMS, and keep the spend limit of the account where none is configured', async () => {
      await sns.send(new SetSMSAttributesCommand({ attributes: { MonthlySpendLimit: '200' } }));

      await setSmsSettings(sns, { loggingRoleArn: 'arn:aws:iam::111111111111:role/sms' });
      const { attributes } = await sns.send(new GetSMSAttributesCommand({}));

      expect(attributes).toMatchObject({
        DefaultSMSType: 'Transactional',
        DeliveryStatusIAMRole: 'arn:aws:iam::111111111111:role/sms',
        DeliveryStatusSuccessSamplingRate: '100',
        MonthlySpendLimit: '200',
      });
    });
  },
);

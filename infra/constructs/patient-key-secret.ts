import { RemovalPolicy } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { type Access, allow } from './access.ts';
import { acknowledge, complianceRule } from './acknowledge.ts';
import type { DataKey } from './data-key.ts';

/** The HMAC key that stands between a patient identifier and the key of its partition. */
export class PatientKeySecret extends Construct {
  readonly secret: Secret;
  readonly #dataKey: DataKey;

  constructor(scope: Construct, id: string, dataKey: DataKey) {
    super(scope, id);
    this.#dataKey = dataKey;
    this.secret = new Secret(this, 'Secret', {
      description: 'Calcium Alerts: HMAC key of the patient partitions. Never rotate in place.',
      encryptionKey: dataKey.key,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(
      this.secret,
      ['AwsSolutions-SMG4', ...complianceRule('SecretsManagerRotationEnabled')],
      'Rotating the key in place would hide every chart: a re-key job moves the partitions instead.',
    );
  }

  read(): Access {
    return {
      value: this.secret.secretArn,
      statements: [allow(['secretsmanager:GetSecretValue'], [this.secret.secretArn]), this.#dataKey.use()],
    };
  }
}

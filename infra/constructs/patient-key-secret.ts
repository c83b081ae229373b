import { RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { type Access, allow } from './access.ts';
import { acknowledge, complianceRule } from './acknowledge.ts';
import { type DataKey, standbyKeyArn } from './data-key.ts';

export type PatientKeySecretProps = {
  readonly dataKey: DataKey;
  readonly deployment: string;
  /** The replica of the table is of no use without this key. */
  readonly replicaRegion?: string | undefined;
};

/** The HMAC key that stands between a patient identifier and the key of its partition. */
export class PatientKeySecret extends Construct {
  readonly secret: Secret;
  readonly #dataKey: DataKey;

  constructor(scope: Construct, id: string, { dataKey, deployment, replicaRegion }: PatientKeySecretProps) {
    super(scope, id);
    this.#dataKey = dataKey;
    this.secret = new Secret(this, 'Secret', {
      description: 'Calcium Alerts: HMAC key of the patient partitions. Never rotate in place.',
      encryptionKey: dataKey.key,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    if (replicaRegion) {
      const keyThere = Key.fromKeyArn(this, 'KeyThere', standbyKeyArn(this, deployment, replicaRegion));
      this.secret.addReplicaRegion(replicaRegion, keyThere);
    }
    acknowledge(
      this.secret,
      ['AwsSolutions-SMG4', ...complianceRule('SecretsManagerRotationEnabled')],
      'Under another key every chart would be out of reach: a new key means moving every partition, never a rotation in place.',
    );
  }

  read(): Access {
    return {
      value: this.secret.secretArn,
      statements: [allow(['secretsmanager:GetSecretValue'], [this.secret.secretArn]), this.#dataKey.use()],
    };
  }
}

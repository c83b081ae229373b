import { Annotations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { CANARY } from '../../shared/runtime/config.ts';
import type { Hl7Domain } from '../doors.ts';
import { allow } from './access.ts';
import { addCanaryPages } from './canary-pages.ts';
import { addCanarySchedule } from './canary-schedule.ts';
import type { DataKey } from './data-key.ts';
import type { FileDrop } from './file-drop.ts';
import type { Hl7Api } from './hl7-api.ts';
import type { NodejsFunction } from './nodejs-function.ts';

export type CanaryProps = {
  readonly dataKey: DataKey;
  /** Of every team's topic. */
  readonly topicNamePrefix: string;
  readonly canary: NodejsFunction;
  readonly api: Hl7Api;
  readonly hl7Domain: Hl7Domain | undefined;
  readonly fileDrop: FileDrop;
};

/**
 * Every five minutes a critical result of nobody goes in by each front door, as laboratories send theirs, and has to come out
 * as a page of the canary's team, whose topic tells one queue and no human.
 */
export class Canary extends Construct {
  /** The doors it tries, as its metrics name them. */
  readonly doors: readonly string[];

  constructor(scope: Construct, id: string, props: CanaryProps) {
    super(scope, id);
    const { canary, fileDrop } = props;
    addCanaryPages(this, { ...props, id: CANARY });
    canary.uses('DROP_BUCKET', fileDrop.files.write('canary/'));
    this.doors = [...(this.#opensHttps(props) ? ['https'] : []), 'file'];
    addCanarySchedule(this, canary);
  }

  /** Without a certificate of its own the canary cannot enter where senders show theirs. */
  #opensHttps({ canary, api, hl7Domain }: CanaryProps): boolean {
    if (hl7Domain === undefined) {
      canary.uses('HL7_URL', { value: api.url, statements: [allow(['execute-api:Invoke'], [api.postArn])] });
      return true;
    }
    const secret = hl7Domain.canaryCertificateSecretArn;
    if (secret === undefined) {
      Annotations.of(this).addInfo(
        'hl7Domain.canaryCertificateSecretArn is left out: the canary does not try HTTPS.',
      );
      return false;
    }
    canary.uses('HL7_URL', { value: api.url, statements: [] });
    canary.uses('CERTIFICATE_SECRET_ARN', {
      value: secret,
      statements: [allow(['secretsmanager:GetSecretValue'], [secret])],
    });
    return true;
  }
}

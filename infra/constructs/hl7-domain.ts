import {
  CfnDomainName,
  DomainName,
  EndpointType,
  type IRestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Hl7Domain } from '../doors.ts';

/** A domain whose every caller shows a certificate of an authority in the trust store, or gets no further than TLS. */
export class MutualTlsDomain extends Construct {
  readonly domain: DomainName;

  constructor(scope: Construct, id: string, settings: Hl7Domain, api: IRestApi) {
    super(scope, id);
    const { hostname: bucket, pathname } = new URL(settings.trustStore);
    this.domain = new DomainName(this, 'Domain', {
      domainName: settings.name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', settings.certificateArn),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
      mapping: api,
      mtls: {
        bucket: Bucket.fromBucketName(this, 'TrustStore', bucket),
        key: decodeURI(pathname.slice(1)),
        ...(settings.trustStoreVersion && { version: settings.trustStoreVersion }),
      },
    });
    const { ownershipCertificateArn } = settings;
    const resource = this.domain.node.defaultChild;
    if (ownershipCertificateArn && resource instanceof CfnDomainName) {
      resource.ownershipVerificationCertificateArn = ownershipCertificateArn;
    }
  }
}

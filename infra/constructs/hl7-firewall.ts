import { RemovalPolicy } from 'aws-cdk-lib';
import type { Stage } from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { EnvironmentSettings } from '../config.ts';
import type { DataKey } from './data-key.ts';

/** AWS asks that the names of such log groups begin so. */
const LOG_PREFIX = 'aws-waf-logs-';

/**
 * Rules of AWS with those of their rules that judge a body, which here only count: HL7 is full of what an attack on a web
 * page looks like, and a message refused for its text is a result that nobody reads. Of a body they see the first 16 KB.
 */
const MANAGED = [
  ['AWSManagedRulesAmazonIpReputationList', []],
  [
    'AWSManagedRulesCommonRuleSet',
    [
      'SizeRestrictions_BODY',
      'EC2MetaDataSSRF_BODY',
      'GenericLFI_BODY',
      'GenericRFI_BODY',
      'CrossSiteScripting_BODY',
      'NoUserAgent_HEADER',
    ],
  ],
  [
    'AWSManagedRulesKnownBadInputsRuleSet',
    ['JavaDeserializationRCE_BODY', 'Log4JRCE_BODY', 'ReactJSRCE_BODY'],
  ],
] as const;

/** AWS counts callers over five minutes. */
const WINDOW_SECONDS = 300;

export type Hl7FirewallProps = {
  readonly dataKey: DataKey;
  readonly settings: EnvironmentSettings;
  readonly stage: Stage;
};

/** Judges where a request comes from and what its headers are, never what a message says. */
export class Hl7Firewall extends Construct {
  constructor(scope: Construct, id: string, { dataKey, settings, stage }: Hl7FirewallProps) {
    super(scope, id);
    const acl = new CfnWebACL(this, 'WebAcl', {
      description: 'Calcium Alerts: in front of the HL7 API',
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      rules: [...MANAGED.map(managedRule), tooManyOf(settings.hl7Throttle.perSecond * WINDOW_SECONDS)],
      visibilityConfig: seenAs('Hl7Api'),
    });
    const log = new LogGroup(this, 'Log', {
      logGroupName: `${LOG_PREFIX}calcium-alerts-${settings.deployment}`,
      encryptionKey: dataKey.key,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: acl.attrArn,
      logDestinationConfigs: [log.logGroupArn],
      redactedFields: [{ singleHeader: { Name: 'authorization' } }, { queryString: {} }],
    });
    new CfnWebACLAssociation(this, 'Association', { resourceArn: stage.stageArn, webAclArn: acl.attrArn });
  }
}

function managedRule(
  [name, onlyCounted]: (typeof MANAGED)[number],
  priority: number,
): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: onlyCounted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: seenAs(name),
  };
}

/** A whole laboratory is one address: the line is what the API takes of all together. */
function tooManyOf(limit: number): CfnWebACL.RuleProperty {
  return {
    name: 'TooMany',
    priority: MANAGED.length,
    action: { block: { customResponse: { responseCode: 429 } } },
    statement: {
      rateBasedStatement: { aggregateKeyType: 'IP', limit, evaluationWindowSec: WINDOW_SECONDS },
    },
    visibilityConfig: seenAs('TooMany'),
  };
}

function seenAs(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false };
}

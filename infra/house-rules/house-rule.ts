import type { Template, TemplateResource } from './template.ts';

export type HouseRule = {
  readonly name: string;
  readonly types: readonly string[];
  /** What is wrong where the rule does not hold. */
  readonly fault: string;
  readonly holds: (resource: TemplateResource, logicalId: string, template: Template) => boolean;
};

export const TABLE = 'AWS::DynamoDB::GlobalTable';
export const QUEUE = 'AWS::SQS::Queue';
export const TOPIC = 'AWS::SNS::Topic';
export const BUCKET = 'AWS::S3::Bucket';
export const KEY = 'AWS::KMS::Key';
export const LOG_GROUP = 'AWS::Logs::LogGroup';
export const SECRET = 'AWS::SecretsManager::Secret';
export const VAULT = 'AWS::Backup::BackupVault';
export const USERS = 'AWS::Cognito::UserPool';

import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** What a function needs to use a resource: the value of its environment variable and the rights that go with it. */
export type Access = {
  readonly value: string;
  readonly statements: readonly PolicyStatement[];
  /** A finding of rule AwsSolutions-IAM5 that these statements cannot do without. */
  readonly wildcard?: { readonly finding: string; readonly reason: string };
};

/** One statement that allows exactly these actions on exactly these resources. */
export function allow(actions: readonly string[], resources: readonly string[]): PolicyStatement {
  return new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] });
}

import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

const COMPLIANCE_PACKS = ['HIPAA.Security', 'NIST.800.53.R5'] as const;

/**
 * Accepts findings of the rule packs on one construct: one matter, by the id that each pack has for it.
 * The reason is read by whoever reviews the stack, and listed in docs/security.md.
 */
export function acknowledge(construct: IConstruct, ids: string | readonly string[], reason: string): void {
  const acknowledgements = [ids].flat().map((id) => ({ id, reason }));
  Validations.of(construct).acknowledge(...acknowledgements);
}

/** The ids of a rule that HIPAA.Security and NIST 800-53 R5 share. */
export function complianceRule(rule: string): readonly string[] {
  return COMPLIANCE_PACKS.map((pack) => `${pack}-${rule}`);
}

/** The ids of a rule that these two and the Serverless pack share. */
export function sharedRule(rule: string): readonly string[] {
  return [...complianceRule(rule), `Serverless-${rule}`];
}

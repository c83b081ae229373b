import { readFileSync } from 'node:fs';
import type { IPolicyValidationPlugin, PolicyViolation } from 'aws-cdk-lib';
import type { HouseRule } from './house-rule.ts';
import { HOUSE_RULES } from './rules.ts';
import type { Template } from './template.ts';

/** A finding is acknowledged as `CalciumAlerts::TlsOnly`. */
const PACK = 'CalciumAlerts';

/** Our own rule pack: it reads the templates themselves, so no construct escapes it. */
export function houseRulePack(): IPolicyValidationPlugin {
  return {
    name: PACK,
    ruleIds: HOUSE_RULES.map(({ name }) => name),
    validate: ({ templatePaths }) => {
      const violations = HOUSE_RULES.flatMap((rule) => violationsOf(rule, templatePaths));
      return { success: violations.length === 0, violations };
    },
  };
}

function violationsOf(rule: HouseRule, templatePaths: readonly string[]): readonly PolicyViolation[] {
  const violatingResources = templatePaths.flatMap((templatePath) =>
    offendersIn(JSON.parse(readFileSync(templatePath, 'utf8')), rule).map((resourceLogicalId) => ({
      resourceLogicalId,
      templatePath,
      locations: ['Properties'],
    })),
  );
  if (violatingResources.length === 0) return [];
  return [{ ruleName: rule.name, description: rule.fault, severity: 'error', violatingResources }];
}

/** The logical ids of the resources of which a rule does not hold. */
export function offendersIn(template: Template, { types, holds }: HouseRule): readonly string[] {
  return Object.entries(template.Resources ?? {})
    .filter(([id, resource]) => types.includes(resource.Type) && !holds(resource, id, template))
    .map(([id]) => id);
}

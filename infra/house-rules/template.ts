/** A resource of a CloudFormation template, as JSON. */
export type TemplateResource = {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
};
export type Template = { readonly Resources?: Readonly<Record<string, TemplateResource>> };

/** A statement of any policy, by whatever name the service has for the document it is in. */
export type Statement = {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly Principal?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/** What lies at a path of properties, if anything does: `at(resource, 'SSESpecification', 'SSEType')`. */
export function at(resource: TemplateResource, ...path: readonly string[]): unknown {
  let value: unknown = resource.Properties;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

/** The objects of a list of properties; none where there is no such list. */
export function listAt(resource: TemplateResource, ...path: readonly string[]): readonly TemplateResource[] {
  const value = at(resource, ...path);
  return Array.isArray(value) ? value.map((item) => ({ Type: resource.Type, Properties: item })) : [];
}

/** The statements of a policy document. */
export function statementsAt(resource: TemplateResource, ...path: readonly string[]): readonly Statement[] {
  const value = at(resource, ...path, 'Statement');
  return Array.isArray(value) ? value : [];
}

export function resourcesOfType(template: Template, type: string): readonly TemplateResource[] {
  return Object.values(template.Resources ?? {}).filter(({ Type }) => Type === type);
}

/** A Ref, GetAtt or import: never a literal, so never an alias of AWS's own. */
export function isReference(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Whether an intrinsic function, or one inside it, names a resource. */
export function refersTo(value: unknown, logicalId: string): boolean {
  if (Array.isArray(value)) return value.some((part) => refersTo(part, logicalId));
  if (typeof value !== 'object' || value === null) return false;
  const { Ref, 'Fn::GetAtt': attribute } = value as Record<string, unknown>;
  if (Ref === logicalId || (Array.isArray(attribute) && attribute[0] === logicalId)) return true;
  return Object.values(value).some((part) => refersTo(part, logicalId));
}

import * as z from 'zod';

type JsonSchema = {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
};

/** What a schema tells a reader of the configuration of each of its settings and sections, by dotted path. */
export function describedIn(schema: z.ZodType) {
  const settings = new Map<string, string>();
  const sections = new Map<string, string>();
  const visit = (place: string, { description = '', properties, items }: JsonSchema): void => {
    (properties === undefined && items === undefined ? settings : sections).set(place, description);
    for (const [name, inner] of Object.entries(properties ?? {})) {
      visit(place === '' ? name : `${place}.${name}`, inner);
    }
    if (items !== undefined) visit(`${place}[]`, items);
  };
  visit('', z.toJSONSchema(schema, { io: 'input' }) as JsonSchema);
  return { settings, sections };
}

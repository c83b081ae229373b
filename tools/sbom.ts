import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

/** `--omit dev` is not asked for: npm then leaves out whatever a development package needs as well, zod among them. */
const SBOM = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'];
const FILE = 'dist/sbom.json';

const componentSchema = z.looseObject({
  'bom-ref': z.string(),
  properties: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
});
const dependencySchema = z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()).default([]) });
const sbomSchema = z.looseObject({
  components: z.array(componentSchema),
  dependencies: z.array(dependencySchema),
});

/** The bill without what only development needs, which npm marks. */
function productionOf(sbom: z.infer<typeof sbomSchema>): z.infer<typeof sbomSchema> {
  const [development, production] = parted(sbom.components);
  const left = new Set(development.map((component) => component['bom-ref']));
  const dependencies = sbom.dependencies
    .filter(({ ref }) => !left.has(ref))
    .map((one) => ({ ...one, dependsOn: one.dependsOn.filter((ref) => !left.has(ref)) }));
  return { ...sbom, components: production, dependencies };
}

type Component = z.infer<typeof componentSchema>;

function parted(components: readonly Component[]): readonly [Component[], Component[]] {
  const isDevelopment = ({ properties }: Component) =>
    properties.some(({ name, value }) => name === 'cdx:npm:package:development' && value === 'true');
  return [components.filter(isDevelopment), components.filter((component) => !isDevelopment(component))];
}

const written = execFileSync('npm', SBOM, { encoding: 'utf8', maxBuffer: 100_000_000 });
const sbom = productionOf(sbomSchema.parse(JSON.parse(written)));
mkdirSync('dist', { recursive: true });
writeFileSync(FILE, `${JSON.stringify(sbom, undefined, 2)}\n`);
console.log(`${FILE}: ${sbom.components.length} packages run in production (CycloneDX)`);

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { own, productionTree } from './production-tree.ts';

/** What a reader of the bill needs, of CycloneDX 1.5. */
const sbomSchema = z.object({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.string().regex(/^1\.\d$/),
  serialNumber: z.string().startsWith('urn:uuid:'),
  metadata: z.object({ component: z.object({ purl: z.string(), version: z.string() }) }),
  components: z.array(
    z.object({
      'bom-ref': z.string(),
      name: z.string(),
      version: z.string(),
      purl: z.string().startsWith('pkg:npm/'),
      licenses: z.array(z.unknown()).min(1),
    }),
  ),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()).default([]) })),
});
it('npm run sbom writes a bill of what runs in production, each with its version and licence', () => {
  execFileSync('npm', ['run', 'sbom'], { stdio: 'pipe' });

  const sbom = sbomSchema.parse(JSON.parse(readFileSync('dist/sbom.json', 'utf8')));
  expect(sbom.metadata.component.purl).toBe(`pkg:npm/${own.name}@${own.version}`);
  const listed = sbom.components.map(({ name, version }) => `${name}@${version}`);
  const loaded = [...productionTree().values()].map(({ name, version }) => `${name}@${version}`);
  expect([...new Set(listed)].sort()).toEqual([...new Set(loaded)].sort());
  const references = new Set(sbom.components.map((component) => component['bom-ref']));
  const dangling = sbom.dependencies
    .flatMap(({ dependsOn }) => dependsOn)
    .filter((ref) => !references.has(ref));
  expect(dangling).toEqual([]);
}, 60_000);

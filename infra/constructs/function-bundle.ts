import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { AssetCode, type Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync, type Metafile } from 'esbuild';
import type { Config } from '../../shared/runtime/config.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

/** The file beside a bundled function that holds the configuration it runs with. */
export const CONFIG_FILE = 'calcium-alerts.config.json';

/** Parts of a bundle that came as CommonJS ask for `require`, which an ES module does not have. */
const REQUIRE = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

/** Ways to find credentials that Lambda never takes: they are in its environment. Left out, a bundle is a seventh smaller. */
const NEVER_TAKEN = ['http', 'ini', 'process', 'sso', 'web-identity'].map(
  (source) => `@aws-sdk/credential-provider-${source}`,
);

/** `keepNames`: hl7-standard tells its segments apart by class names and breaks when they are minified. */
const OPTIONS = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  minify: true,
  keepNames: true,
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  banner: { js: REQUIRE },
  external: [...NEVER_TAKEN, '@smithy/credential-provider-imds'],
  logLevel: 'error',
  metafile: true,
} as const satisfies BuildOptions;

/** Bundles one function into a folder as Lambda gets it: index.mjs and its source map. */
export function bundleFunction(entry: string, folder: string): Metafile {
  const built = buildSync({
    ...OPTIONS,
    absWorkingDir: PROJECT,
    entryPoints: [join('functions', entry, 'index.ts')],
    outfile: join(folder, 'index.mjs'),
  });
  return built.metafile;
}

/** The bundle as an asset, with the configuration beside it. */
export function bundledCode(entry: string, config: Config): Code {
  return new AssetCode(join(PROJECT, 'functions', entry), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-used'),
      local: {
        tryBundle: (folder) => {
          bundleFunction(entry, folder);
          writeFileSync(join(folder, CONFIG_FILE), JSON.stringify(config));
          return true;
        },
      },
    },
  });
}

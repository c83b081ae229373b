import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { AssetCode, type Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';
import * as z from 'zod';
import type { Config } from '../../shared/runtime/config.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

/** The file beside a bundled function that holds the configuration it runs with. */
export const CONFIG_FILE = 'calcium-alerts.config.json';

/** Parts of a bundle that came as CommonJS ask for `require`, which an ES module does not have. */
const REQUIRE = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

/** Ways to find credentials that Lambda never takes: they are in its environment. */
const NEVER_TAKEN = ['http', 'ini', 'process', 'sso', 'web-identity']
  .map((source) => `@aws-sdk/credential-provider-${source}`)
  .concat('@smithy/credential-provider-imds');

const OPTIONS = {
  absWorkingDir: PROJECT,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  minify: true,
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'error',
} as const satisfies BuildOptions;

/**
 * Bundles one function into a folder as Lambda gets it: index.mjs and its source map. Names are kept where they matter:
 * in our own errors, which are logged by name, and in hl7-standard, parts of which compare class names. Kept in all
 * packages they would take another 45 KB.
 */
export function bundleFunction(entry: string, folder: string): void {
  buildSync({
    ...OPTIONS,
    stdin: { contents: withNames(entry), resolveDir: PROJECT, sourcefile: `${entry}.js` },
    banner: { js: REQUIRE },
    external: NEVER_TAKEN,
    sourcemap: true,
    outfile: join(folder, 'index.mjs'),
  });
}

/** Our own code and hl7-standard with their names, every other package still to be imported. */
function withNames(entry: string): string {
  const { outputFiles } = buildSync({
    ...OPTIONS,
    entryPoints: [join('functions', entry, 'index.ts')],
    external: packagesBut('hl7-standard').flatMap((name) => [name, `${name}/*`]),
    keepNames: true,
    sourcemap: 'inline',
    write: false,
  });
  return outputFiles.map(({ text }) => text).join('');
}

function packagesBut(named: string): readonly string[] {
  const { dependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')));
  return Object.keys(dependencies).filter((name) => name !== named);
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

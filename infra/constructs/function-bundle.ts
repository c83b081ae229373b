import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { AssetCode, type Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';
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
 * Bundles one function into a folder as Lambda gets it: index.mjs and its source map. Names are kept in hl7-standard alone,
 * parts of which compare class names; kept everywhere they would take another 60 KB. The JSON files that packages import
 * are their own descriptions, wanted for one word of a user agent: 12 KB left out.
 */
export function bundleFunction(entry: string, folder: string): void {
  const named = mkdtempSync(join(tmpdir(), 'hl7-standard-'));
  try {
    buildSync({
      ...OPTIONS,
      entryPoints: [join('functions', entry, 'index.ts')],
      banner: { js: REQUIRE },
      alias: { 'hl7-standard': withNames('hl7-standard', named) },
      loader: { '.json': 'empty' },
      external: NEVER_TAKEN,
      sourcemap: true,
      outfile: join(folder, 'index.mjs'),
    });
  } finally {
    rmSync(named, { recursive: true });
  }
}

/** The package in one file of the folder, its names kept. */
function withNames(name: string, folder: string): string {
  const outfile = join(folder, 'index.cjs');
  buildSync({
    ...OPTIONS,
    stdin: { contents: `module.exports = require('${name}');`, resolveDir: PROJECT },
    format: 'cjs',
    keepNames: true,
    outfile,
  });
  return outfile;
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

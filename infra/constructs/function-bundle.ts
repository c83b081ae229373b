import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { AssetCode, type Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';
import type { Config } from '../../shared/runtime/config.ts';

export const PROJECT = join(import.meta.dirname, '..', '..');

/** The file beside a bundled function that holds the configuration it runs with. */
export const CONFIG_FILE = 'calcium-alerts.config.json';

/** Parts of a bundle that came as CommonJS ask for `require`, which an ES module does not have. */
const REQUIRE = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

/** Ways to find credentials that Lambda never takes: they are in its environment. */
const NEVER_TAKEN_BY_LAMBDA = ['http', 'ini', 'process', 'sso', 'web-identity']
  .map((source) => `@aws-sdk/credential-provider-${source}`)
  .concat('@smithy/credential-provider-imds');

/** What runs a bundle: Lambda, or a container, which is given its credentials by another way. */
export type Host = 'lambda' | 'container';

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
 * Bundles one function into a folder as it runs: index.mjs, its source map and assets, the same bytes wherever the folder is.
 * Names are kept in hl7-standard alone, parts of which compare class names; kept everywhere they would take another 60 KB.
 * The JSON files that packages import are their own descriptions, wanted for one word of a user agent: 12 KB left out.
 */
export function bundleFunction(entry: string, folder: string, host: Host = 'lambda'): void {
  const prepared = mkdtempSync(join(tmpdir(), 'packages-'));
  try {
    const { outputFiles } = buildSync({
      ...OPTIONS,
      entryPoints: [join('functions', entry, 'index.ts')],
      banner: { js: REQUIRE },
      alias: {
        'hl7-standard': withNames('hl7-standard', prepared),
        '@aws-sdk/client-s3': withPlainSchemas('@aws-sdk/client-s3', prepared),
      },
      nodePaths: [join(PROJECT, 'node_modules')],
      loader: { '.json': 'empty' },
      external: host === 'lambda' ? NEVER_TAKEN_BY_LAMBDA : [],
      sourcemap: true,
      outfile: join(folder, 'index.mjs'),
      write: false,
    });
    mkdirSync(folder, { recursive: true });
    copyAssets(entry, folder);
    for (const { path, text } of outputFiles) {
      writeFileSync(path, path.endsWith('.map') ? withProjectPaths(text, folder, prepared) : text);
    }
  } finally {
    rmSync(prepared, { recursive: true });
  }
}

/** Files that a function answers with lie beside its bundle as they lie beside the module that reads them. */
function copyAssets(entry: string, folder: string): void {
  for (const assets of globSync(join('functions', entry, '**', 'assets'), { cwd: PROJECT })) {
    cpSync(join(PROJECT, assets), join(folder, 'assets'), { recursive: true });
  }
}

/** The package in one file of the folder, its names kept. */
function withNames(name: string, folder: string): string {
  const outfile = join(folder, `${name}.cjs`);
  buildSync({
    ...OPTIONS,
    stdin: { contents: `module.exports = require('${name}');`, resolveDir: PROJECT },
    format: 'cjs',
    keepNames: true,
    outfile,
  });
  return outfile;
}

/**
 * A client of the AWS SDK, copied into the folder, whose schemas no longer name the keys of their objects by constants:
 * esbuild keeps what has such keys, needed or not. That is the description of every request S3 knows, 58 KB.
 */
function withPlainSchemas(name: string, folder: string): string {
  const copy = join(folder, name);
  cpSync(join(PROJECT, 'node_modules', name, 'dist-es'), join(copy, 'dist-es'), { recursive: true });
  cpSync(join(PROJECT, 'node_modules', name, 'package.json'), join(copy, 'package.json'));
  const file = join(copy, 'dist-es', 'schemas', 'schemas_0.js');
  const schemas = readFileSync(file, 'utf8');
  const constants = new Map(
    Array.from(schemas.matchAll(/^const (\w+) = ("[^"]*");$/gm), ([, key, text]) => [key, text]),
  );
  writeFileSync(
    file,
    schemas.replaceAll(/\[(\w+)\]: /g, (computed, key) => `${constants.get(key) ?? computed.slice(0, -2)}: `),
  );
  return join(copy, 'dist-es', 'index.js');
}

/** A source map whose sources are told from the project's folder: of its packages and functions, wherever it was built. */
function withProjectPaths(map: string, folder: string, prepared: string): string {
  const { sources, ...rest }: { sources: readonly string[] } = JSON.parse(map);
  const told = sources.map((source) => {
    const file = resolve(folder, source);
    const own = relative(prepared, file);
    return own.startsWith('..') ? relative(PROJECT, file) : join('node_modules', own);
  });
  return JSON.stringify({ ...rest, sources: told });
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

import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractDepcruiseConfig from 'dependency-cruiser/config-utl/extract-depcruise-config';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

export type Cruised = {
  /** Modules of the folders themselves, neither packages nor Node's own. */
  readonly modules: number;
  readonly violations: readonly { readonly rule: string; readonly from: string; readonly to: string }[];
};

/** Cruises folders of a tree with this project's own rules. */
export async function cruiseTree(baseDir: string, folders: readonly string[]): Promise<Cruised> {
  const { forbidden, options } = await extractDepcruiseConfig('./.dependency-cruiser.mjs');
  const { output } = await cruise(
    [...folders],
    { ...options, baseDir, ruleSet: { forbidden: forbidden ?? [] }, validate: true },
    options?.enhancedResolveOptions,
    { tsConfig: extractTSConfig('tsconfig.json') },
  );
  const { modules, summary } = output as ICruiseResult;
  return {
    modules: modules.filter(({ source }) => folders.some((folder) => source.startsWith(`${folder}/`))).length,
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}

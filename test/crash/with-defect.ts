import { registerHooks } from 'node:module';
import { defectNamed } from './defects.ts';

/** Preloaded by Node as `with-defect.ts?NAME`: the sources are loaded with that defect in them. */
const defect = defectNamed(new URL(import.meta.url).search.slice(1));
if (!defect) throw new Error('no such defect');
const { file, from, to } = defect;

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(file)) return loaded;
    const source = String(loaded.source);
    if (!source.includes(from)) throw new Error(`${file} has changed: mend the defect`);
    return { ...loaded, source: source.replace(from, to) };
  },
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readBundledConfig } from '../../../shared/runtime/bundled-config.ts';
import { parseEnv, topicsSchema } from '../../../shared/runtime/parse-env.ts';

const schema = z.object({ A: z.string(), TOPICS: topicsSchema });

describe('environment', () => {
  it('is read by its schema', () => {
    const { TOPICS } = parseEnv(schema, { A: 'a', TOPICS: '{"lung":"arn:1"}' });
    expect([...TOPICS]).toEqual([['lung', 'arn:1']]);
  });

  it.each([
    ['not JSON', 'ZZPHI'],
    ['not a map of topics', '{"lung":3}'],
    ['an empty topic', '{"lung":""}'],
  ])('names the variable that is %s, never its value', (_, topics) => {
    const reading = () => parseEnv(schema, { A: 'a', TOPICS: topics });
    expect(reading).toThrow('TOPICS: missing or wrong');
    expect(reading).not.toThrow('ZZPHI');
  });

  it('names every fault once', () => {
    expect(() => parseEnv(schema, {})).toThrow(/^A: missing.*\nTOPICS: missing.*$/);
  });
});

describe('configuration beside the bundle', () => {
  it('is read from the folder of the function', () => {
    const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-'));
    const contacts = [{ protocol: 'email', to: 'a@example.org' }];
    const config = { teams: [{ id: 'lung', name: 'Lung', contacts }], fallbackTeam: 'lung' };
    writeFileSync(join(folder, 'calcium-alerts.config.json'), JSON.stringify(config));
    expect(readBundledConfig(folder).fallbackTeam).toBe('lung');
    rmSync(folder, { recursive: true });
  });
});

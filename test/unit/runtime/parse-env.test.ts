import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readBundledConfig } from '../../../shared/runtime/bundled-config.ts';
import { parseEnv } from '../../../shared/runtime/parse-env.ts';

const schema = z.object({ A: z.string(), B: z.enum(['b']) });

describe('environment', () => {
  it('is read by its schema', () => {
    expect(parseEnv(schema, { A: 'a', B: 'b', C: 'c' })).toEqual({ A: 'a', B: 'b' });
  });

  it('names the variable that is wrong, never its value', () => {
    const reading = () => parseEnv(schema, { A: 'a', B: 'ZZPHI' });
    expect(reading).toThrow('B: missing or wrong');
    expect(reading).not.toThrow('ZZPHI');
  });

  it('names every fault once', () => {
    expect(() => parseEnv(schema, {})).toThrow(/^A: missing.*\nB: missing.*$/);
  });
});

describe('configuration beside the bundle', () => {
  it('is read from the folder of the function', () => {
    const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-'));
    const contacts = [{ protocol: 'email', to: 'a@example.org' }];
    const config = { teams: [{ id: 'lung', name: 'Lung', contacts }], fallbackTeam: 'lung' };
    writeFileSync(join(folder, 'calcium-alerts.config.json'), JSON.stringify(config));
    expect(readBundledConfig(folder).fallbackTeam).toBe('lung');
    expect(readBundledConfig(folder).deskUrl).toBe('http://127.0.0.1:8080');
    expect(readBundledConfig(folder, 'https://desk.example.org').deskUrl).toBe('https://desk.example.org');
    rmSync(folder, { recursive: true });
  });
});

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolder } from '../../e2e/local-process.ts';

function search(printed: string) {
  const file = join(dataFolder(), 'printed.log');
  writeFileSync(file, printed);
  const program = 'test/security/patient-data/search-printed.ts';
  const { status, stderr } = spawnSync(process.execPath, [program, file], { encoding: 'utf8' });
  return { status, said: stderr.replaceAll(file, 'FILE') };
}

describe('the search of what the tests print', () => {
  it.each([
    ['a name', 'PID|1||7^^^EAST||ZZPHIFAMILY^ZZPHIGIVEN', 2],
    ['bytes in base64', Buffer.from('PID|1||ZZPHIFAMILY').toString('base64'), 1],
  ])('finds %s, and says no more than where', (_, text, times) => {
    const { status, said } = search(`✓ a test\n${text}\n3 passed\n`);

    expect(status).toBe(1);
    expect(said.match(/FILE:2 /g)).toHaveLength(times);
    expect(said).not.toContain('ZZPHI');
  });

  it('finds nothing in what is only counts and names of tests', () => {
    expect(search('✓ test/unit/a.test.ts (3 tests) 12 ms\n3 passed, 0 failed\n')).toEqual({
      status: 0,
      said: '',
    });
  });

  it('is made of all that the continuous tests print', () => {
    const script = readFileSync('.ci/run', 'utf8');

    for (const command of ['npm test', 'npm run test:deploy']) {
      expect(script).toMatch(new RegExp(`^run ${command}$`, 'm'));
    }
    expect(script).toMatch(/^ {2}"\$@" 2>&1 \| tee -a "\$printed"/m);
    expect(script).toMatch(
      /^run node_modules\/\.bin\/node test\/security\/patient-data\/search-printed\.ts "\$printed"$/m,
    );
  });
});

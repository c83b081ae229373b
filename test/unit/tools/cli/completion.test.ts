import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { completedCommands } from '../../../../tools/cli/completion/completed-command.ts';
import { completionScript, SHELLS, type Shell } from '../../../../tools/cli/completion/shells.ts';
import { createProgram } from '../../../../tools/cli/program.ts';
import { createRun } from '../../../../tools/cli/run.ts';
import { folderOf, quietTerminal } from './samples.ts';

const COMMANDS = completedCommands(createProgram(async () => {}));
const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

function scriptFile(shell: Shell): string {
  return join(folderOf({ script: completionScript(shell, COMMANDS) }), 'script');
}

/** What bash offers for the last of these words. */
function offered(...words: readonly string[]): readonly string[] {
  const typed = words.map((word) => `'${word}'`).join(' ');
  const asked = `source ${scriptFile('bash')}; COMP_WORDS=(${typed}); COMP_CWORD=${words.length - 1}; _calcium_alerts; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return spawnSync('bash', ['-c', asked], { encoding: 'utf8' }).stdout.trim().split('\n');
}

describe('completion', () => {
  test.each<[readonly string[], readonly string[]]>([
    [['calcium-alerts', 'che'], ['check-feed']],
    [
      ['calcium-alerts', 'patients', ''],
      ['import', 'list', 'export', 'help'],
    ],
    [['calcium-alerts', 'patients', 'import', '--pr'], ['--prune']],
    [['calcium-alerts', 'explain', '--deployment', 'prod', '--rev'], ['--reveal']],
    [
      ['calcium-alerts', 'completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['calcium-alerts', 'check-feed', 'sam'], ['']],
  ])('in bash, of %j is %j', (words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });

  test.each(SHELLS)('in %s names every command and option', (shell) => {
    const script = completionScript(shell, COMMANDS);

    const names = COMMANDS.flatMap(({ path, options }) => [
      ...path,
      ...options.map(({ long }) => (shell === 'fish' ? `-l ${long.slice(2)}` : long)),
    ]);
    expect(names.filter((name) => !script.includes(name))).toEqual([]);
  });

  for (const shell of SHELLS) {
    const why = has(shell) ? '' : ` (skipped: ${shell} is not there)`;
    test.skipIf(!has(shell))(`is a script that ${shell} can read${why}`, () => {
      expect(spawnSync(shell, ['-n', scriptFile(shell)]).status).toBe(0);
    });
  }

  test('is printed by the program', async () => {
    const terminal = quietTerminal();
    const codes: number[] = [];
    const program = createProgram(createRun(terminal, (code) => void codes.push(code)));

    await program.parseAsync(['completion', 'fish'], { from: 'user' });

    expect([codes, terminal.printed()]).toEqual([
      [0],
      completionScript('fish', completedCommands(program)).trimEnd(),
    ]);
  });
});

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expireMessages } from '../../../infra/local/expire-messages.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { temporaryFolder } from './temporary-folder.ts';

const NOW = epochMs(Date.UTC(2026, 5, 30, 12));

function messageFolder(...days: readonly string[]): string {
  const folder = temporaryFolder();
  for (const day of days) {
    mkdirSync(join(folder, day, 'a-reason'), { recursive: true });
    writeFileSync(join(folder, day, 'a-reason', 'x.ndjson.gz'), '');
  }
  return folder;
}

describe('messages on one machine', () => {
  it('are archived for 90 days, the day of receipt not counted', async () => {
    const folder = messageFolder('archive/2026-04-01', 'archive/2026-03-31', 'archive/2020-01-01');

    await expireMessages(folder, NOW);

    expect(readdirSync(join(folder, 'archive'))).toEqual(['2026-04-01']);
  });

  it('are kept in quarantine for 400 days', async () => {
    const folder = messageFolder('quarantine/2025-05-26', 'quarantine/2025-05-25');

    await expireMessages(folder, NOW);

    expect(readdirSync(join(folder, 'quarantine'))).toEqual(['2025-05-26']);
  });

  it('leave alone what is not a day, and a folder that holds nothing yet', async () => {
    const folder = messageFolder('archive/1999', 'archive/0000-notes');

    await expireMessages(folder, NOW);
    await expireMessages(temporaryFolder(), NOW);

    expect(readdirSync(join(folder, 'archive'))).toEqual(['0000-notes', '1999']);
  });
});

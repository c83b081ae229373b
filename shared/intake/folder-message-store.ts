import { mkdir, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { archiveObject, quarantineObject, type StoredObject } from './message-archive.ts';
import type { MessageStore } from './message-store.ts';

/** Archive and quarantine as files below `folder`, for this user's eyes only; durable once resolved. */
export function createFolderMessageStore(folder: string): MessageStore {
  return {
    quarantine: async (message) => write(folder, await quarantineObject(message)),
    archive: async (batch) => {
      if (batch.length > 0) await write(folder, await archiveObject(batch));
    },
  };
}

/** Written beside its place and renamed: a crash leaves no half file under the name. */
async function write(folder: string, { name, body }: StoredObject): Promise<void> {
  const target = join(folder, name);
  const unfinished = `${target}.part`;
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const file = await open(unfinished, 'w', 0o600);
  try {
    await file.writeFile(body);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, target);
}

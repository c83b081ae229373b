import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { codeOf } from '../send/reply.ts';
import type { MessageObjects } from './message-objects.ts';

/** Below the folder in which one machine keeps its messages. What a crash left half written is none. */
export function folderObjects(folder: string): MessageObjects {
  return {
    list: async (prefix, writtenSince) => {
      const paths = await filesBelow(join(folder, prefix));
      const found = await Promise.all(
        paths.map(async (path) => ({
          name: relative(folder, path),
          writtenAt: (await stat(path)).mtimeMs,
        })),
      );
      return found
        .filter(({ name, writtenAt }) => writtenAt >= writtenSince && !name.endsWith('.part'))
        .sort((a, b) => a.writtenAt - b.writtenAt)
        .map(({ name }) => name);
    },
    read: (name) => readFile(join(folder, name)),
    write: (name, body) => writeFile(join(folder, name), body, { mode: 0o600 }),
  };
}

async function filesBelow(path: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

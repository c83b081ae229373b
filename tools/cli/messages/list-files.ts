import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file to be read, or why it cannot be. */
export type ListedFile =
  | { readonly is: 'file'; readonly path: string; readonly bytes: number }
  | { readonly is: 'unreadable'; readonly path: string; readonly why: string };

/** The files named, and those below the folders named, in the order of their names; hidden ones are left out. */
export async function listFiles(paths: readonly string[]): Promise<readonly ListedFile[]> {
  const listed = await Promise.all(paths.map(filesAt));
  return listed.flat();
}

async function filesAt(path: string): Promise<readonly ListedFile[]> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return await filesBelow(path);
    if (found.isFile()) return [{ is: 'file', path, bytes: found.size }];
    return [{ is: 'unreadable', path, why: 'is neither a file nor a folder' }];
  } catch (error) {
    return [{ is: 'unreadable', path, why: whyUnreadable(error) }];
  }
}

async function filesBelow(folder: string): Promise<readonly ListedFile[]> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
  const listed = await Promise.all(names.map((name) => filesAt(join(folder, name))));
  return listed.flat();
}

/** As `whyUnreadable`, of a file that was to be written. */
export function whyUnwritable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown fault';
  switch (code) {
    case 'ENOENT':
      return 'cannot be made, there is no such folder; name an existing one';
    case 'EACCES':
      return 'may not be written; give this user the right to, or name another';
    case 'EISDIR':
      return 'is a folder; name a file';
    default:
      return `cannot be written (${code})`;
  }
}

/** The system's own word for it, and what to do. */
export function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown fault';
  switch (code) {
    case 'ENOENT':
      return 'does not exist; name an existing file or folder';
    case 'EACCES':
      return 'may not be read; give this user the right to';
    case 'EISDIR':
      return 'is a folder; name a file';
    default:
      return `cannot be read (${code})`;
  }
}

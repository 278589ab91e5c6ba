import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { assertKey, type ByteRange, type MediaStore, type StoredFile } from './media-store';

/** Files in a folder, readable by the owner only, in 256 shards per workspace. */
export class DiskStore implements MediaStore {
  readonly kind = 'disk';

  constructor(private readonly root: string) {}

  async put(key: string, file: string): Promise<void> {
    const target = this.pathOf(key);
    const folder = path.dirname(target);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const half = `${target}.${randomBytes(6).toString('hex')}.part`;
    try {
      await copyFile(file, half, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      await synced(half, 0o600);
      await rename(half, target);
      await synced(folder);
    } catch (error) {
      await rm(half, { force: true });
      throw error;
    }
  }

  async open(key: string, range?: ByteRange): Promise<StoredFile | null> {
    const handle = await open(this.pathOf(key), 'r').catch(nullIfMissing);
    if (!handle) return null;
    try {
      const { size } = await handle.stat();
      return { stream: handle.createReadStream({ start: range?.start ?? 0, ...(range ? { end: range.end } : {}) }), sizeBytes: size };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async size(key: string): Promise<number | null> {
    return (await stat(this.pathOf(key)).catch(nullIfMissing))?.size ?? null;
  }

  async remove(key: string): Promise<void> {
    await rm(this.pathOf(key), { force: true });
  }

  private pathOf(key: string): string {
    assertKey(key);
    return path.join(this.root, key);
  }
}

/** Without it a power cut could keep the name and lose the bytes. */
async function synced(target: string, mode?: number): Promise<void> {
  const handle = await open(target, 'r');
  try {
    if (mode !== undefined) await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** Longer than any file is under way. */
const LEFTOVER_MS = 6 * 3_600_000;

/** Local folders for files under way. What a killed process left is cleared away later. */
export class Scratch {
  private readonly root: string;

  constructor(mediaDir: string) {
    this.root = path.join(mediaDir, 'tmp');
  }

  /** Runs `work` with a folder of its own, which is gone afterwards, whatever happens. */
  async use<T>(work: (folder: string) => Promise<T>): Promise<T> {
    const folder = path.join(this.root, randomBytes(12).toString('hex'));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** @returns how many folders of processes that died were removed */
  async clear(now: number): Promise<number> {
    let removed = 0;
    for (const name of await readdir(this.root).catch(() => [] as string[])) {
      const folder = path.join(this.root, name);
      const found = await stat(folder).catch(() => null);
      if (!found || now - found.mtimeMs < LEFTOVER_MS) continue;
      await rm(folder, { recursive: true, force: true });
      removed++;
    }
    return removed;
  }
}

import { open } from 'node:fs/promises';

const LOOK_BYTES = 1024 * 1024;

/** The number of pages where the file says it openly, at its beginning or end; null where it is packed away. */
export async function pdfPages(file: string): Promise<number | null> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const counts = [...countsIn(await read(0)), ...(size > LOOK_BYTES ? countsIn(await read(size - LOOK_BYTES)) : [])];
    // The root of the page tree counts all of them; its branches count fewer.
    const most = Math.max(0, ...counts);
    return most > 0 && most < 100_000 ? most : null;

    async function read(from: number): Promise<string> {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(LOOK_BYTES, size)), 0, Math.min(LOOK_BYTES, size), from);
      return buffer.toString('latin1', 0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

function countsIn(text: string): number[] {
  return [...text.matchAll(/\/Type\s*\/Pages\b[^>]{0,20000}?\/Count\s+(\d{1,6})|\/Count\s+(\d{1,6})[^>]{0,20000}?\/Type\s*\/Pages\b/g)].map((match) => Number(match[1] ?? match[2]));
}

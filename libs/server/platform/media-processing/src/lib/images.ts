import sharp from 'sharp';

/** A phone's largest photos have 50 million pixels; a bomb claims more and is never unpacked. */
const MAX_PIXELS = 60_000_000;
const PREVIEW_PX = 640;
const TIMEOUT_S = 15;
const QUALITY = 76;

/** What is unpacked here. SVG, PDF and the like never are: they are programs. */
const READABLE = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif']);

// Even if a type were taken for another one, the library opens nothing else.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadJpegFile', 'VipsForeignLoadPngFile', 'VipsForeignLoadWebpFile', 'VipsForeignLoadNsgifFile'] });
sharp.cache(false);
sharp.concurrency(1);

export interface ImageFacts {
  /** As shown: a photo taken upright has been turned. */
  width: number;
  height: number;
  animated: boolean;
  /** PNG: 8 bits per channel, in red, green and blue. True for all others. */
  plainColours: boolean;
}

/** @returns null for what is no picture, is damaged, or claims too many pixels */
export async function readImage(file: string, mimeType: string): Promise<ImageFacts | null> {
  if (!READABLE.has(mimeType)) return null;
  try {
    const meta = await sharp(file, { limitInputPixels: MAX_PIXELS }).metadata();
    const { width, height } = meta.autoOrient;
    if (!width || !height || width * height > MAX_PIXELS) return null;
    return { width, height, animated: (meta.pages ?? 1) > 1, plainColours: mimeType !== 'image/png' || (meta.depth === 'uchar' && (meta.space === 'srgb' || meta.space === 'rgb') && !meta.isPalette) };
  } catch {
    return null;
  }
}

/** Writes a small WebP without any of the picture's metadata. @returns false where the picture cannot be unpacked */
export async function writePreview(file: string, target: string): Promise<boolean> {
  try {
    await sharp(file, { limitInputPixels: MAX_PIXELS, sequentialRead: true, failOn: 'error', pages: 1 })
      .autoOrient()
      .resize({ width: PREVIEW_PX, height: PREVIEW_PX, fit: 'inside', withoutEnlargement: true })
      .timeout({ seconds: TIMEOUT_S })
      .webp({ quality: QUALITY })
      .toFile(target);
    return true;
  } catch {
    return false;
  }
}

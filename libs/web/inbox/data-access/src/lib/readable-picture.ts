/** Formats that a browser can draw, so that a photo of them can be made smaller here. */
const DRAWN = /^image\/(jpeg|png|webp|gif|bmp)$/;

/** What can become of a refused photo: a smaller one, nothing but a document (its bytes are damaged), or the browser cannot tell. */
export async function lookAtPicture(file: File): Promise<'shrinkable' | 'damaged' | 'unknown'> {
  if (file.size === 0 || !DRAWN.test(file.type)) return 'unknown';
  try {
    (await createImageBitmap(file)).close();
    return 'shrinkable';
  } catch {
    return 'damaged';
  }
}

import mammoth from 'mammoth';
import { markdownOf } from './html-to-markdown';
import { UnreadableError, whole, type ParsedSource } from './parsed-source';

/** A Word document whose zip has been guarded. */
export async function parseDocx(bytes: Buffer): Promise<ParsedSource> {
  const { value } = await mammoth
    .convertToHtml({ buffer: bytes }, { convertImage: mammoth.images.imgElement(async () => ({ src: '' })), styleMap: ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => h2:fresh"] })
    .catch((error: unknown) => {
      throw Object.assign(new UnreadableError('This Word document is damaged: it cannot be opened. Open it in Word, save it again and upload that.'), { cause: error });
    });
  return { title: null, language: null, parts: whole(markdownOf(`<body>${value}</body>`)), partly: null };
}

import { clipMp4 } from './samples/clip-mp4';
import { documentPdf } from './samples/document-pdf';
import { photoJpeg } from './samples/photo-jpg';
import { screenshotPng } from './samples/screenshot-png';
import { songMp3 } from './samples/song-mp3';
import { stickerAnimatedWebp } from './samples/sticker-animated-webp';
import { stickerWebp } from './samples/sticker-webp';
import { voiceOgg } from './samples/voice-ogg';

export interface SampleFile {
  bytes: Buffer;
  mimeType: string;
  filename: string;
}

/** Small real files for customers who send media: what a decoder refuses would test nothing. */
export const sampleFiles = {
  photo: { bytes: photoJpeg, mimeType: 'image/jpeg', filename: 'photo.jpg' },
  screenshot: { bytes: screenshotPng, mimeType: 'image/png', filename: 'screenshot.png' },
  clip: { bytes: clipMp4, mimeType: 'video/mp4', filename: 'clip.mp4' },
  voice: { bytes: voiceOgg, mimeType: 'audio/ogg; codecs=opus', filename: 'voice.ogg' },
  song: { bytes: songMp3, mimeType: 'audio/mpeg', filename: 'song.mp3' },
  invoice: { bytes: documentPdf('Invoice 1182'), mimeType: 'application/pdf', filename: 'invoice-1182.pdf' },
  note: { bytes: Buffer.from('Order 1182 arrived broken.\nPlease call me.\n'), mimeType: 'text/plain', filename: 'note.txt' },
  sticker: { bytes: stickerWebp, mimeType: 'image/webp', filename: 'sticker.webp' },
  'animated-sticker': { bytes: stickerAnimatedWebp, mimeType: 'image/webp', filename: 'sticker.webp' },
} satisfies Record<string, SampleFile>;

export type SampleName = keyof typeof sampleFiles;
export const sampleNames = Object.keys(sampleFiles) as SampleName[];

/** What a customer sends when a test names only the type. */
export const sampleOfType: Readonly<Record<string, SampleName>> = { image: 'photo', video: 'clip', audio: 'voice', document: 'invoice', sticker: 'sticker' };

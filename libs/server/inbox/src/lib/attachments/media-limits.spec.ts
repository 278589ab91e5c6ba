import type { AttachmentKind } from '@mailtrixy/shared/dto';
import { otherKinds, refusalWords, type JudgedFile } from './media-limits';

const MB = 1024 * 1024;
const file = (over: Partial<JudgedFile>): JudgedFile => ({ mimeType: 'image/jpeg', sizeBytes: 1000, width: 100, height: 100, animated: false, oddColours: false, audioCodec: null, videoCodec: null, channels: null, ...over });

describe('what WhatsApp takes', () => {
  it.each<[AttachmentKind, Partial<JudgedFile>, string | null]>([
    ['image', {}, null],
    ['image', { sizeBytes: 5 * MB }, null],
    ['image', { sizeBytes: 5 * MB + 1 }, 'Photo is 5.1 MB; WhatsApp takes 5 MB.'],
    ['image', { sizeBytes: 7.2 * MB }, 'Photo is 7.2 MB; WhatsApp takes 5 MB.'],
    ['image', { mimeType: 'image/webp' }, 'Photo is WebP; WhatsApp takes JPEG and PNG photos only.'],
    ['image', { mimeType: 'image/png', oddColours: true }, 'This PNG has 16 bits per colour, a palette or greys only; WhatsApp takes 8-bit RGB.'],
    ['image', { sizeBytes: 0 }, 'The file is empty.'],
    ['video', { mimeType: 'video/mp4', videoCodec: 'h264', audioCodec: 'aac' }, null],
    ['video', { mimeType: 'video/mp4', videoCodec: 'hevc', audioCodec: 'aac' }, 'This video is coded as hevc and aac; WhatsApp plays H.264 with AAC sound only.'],
    ['video', { mimeType: 'video/mp4', sizeBytes: 20 * MB }, 'Video is 20 MB; WhatsApp takes 16 MB.'],
    ['video', { mimeType: 'video/quicktime' }, 'Video is a QuickTime film; WhatsApp takes MP4 and 3GP videos only.'],
    ['audio', { mimeType: 'audio/mpeg' }, null],
    ['audio', { mimeType: 'audio/ogg', audioCodec: 'vorbis', channels: 'mono' }, 'WhatsApp takes OGG sound only as Opus with one channel.'],
    ['voice', { mimeType: 'audio/ogg', audioCodec: 'opus', channels: 'mono' }, null],
    ['voice', { mimeType: 'audio/ogg', audioCodec: 'opus', channels: 'stereo' }, 'WhatsApp takes voice notes only as Opus with one channel.'],
    ['voice', { mimeType: 'audio/webm' }, 'Voice note is WebM; WhatsApp takes voice notes as OGG with Opus only.'],
    ['document', { mimeType: 'application/zip', sizeBytes: 100 * MB }, null],
    ['document', { sizeBytes: 100 * MB + 1 }, 'Document is 100.1 MB; WhatsApp takes 100 MB.'],
    ['sticker', { mimeType: 'image/webp', width: 512, height: 512, sizeBytes: 100 * 1024 }, null],
    ['sticker', { mimeType: 'image/webp', width: 512, height: 512, sizeBytes: 101 * 1024 }, 'Sticker is 101 KB; WhatsApp takes 100 KB.'],
    ['sticker', { mimeType: 'image/webp', width: 512, height: 512, sizeBytes: 400 * 1024, animated: true }, null],
    ['sticker', { mimeType: 'image/webp', width: 100, height: 512 }, 'This sticker is 100 × 512 pixels; WhatsApp takes 512 × 512.'],
  ])('%s %j: %s', (kind, over, words) => {
    expect(refusalWords(kind, file(over))).toBe(words);
  });

  it('offers what else a file may go as', () => {
    expect(otherKinds('image', file({ sizeBytes: 7 * MB }))).toEqual(['document']);
    expect(otherKinds('image', file({ mimeType: 'image/webp', width: 512, height: 512 }))).toEqual(['document', 'sticker']);
    expect(otherKinds('voice', file({ mimeType: 'audio/mpeg' }))).toEqual(['audio', 'document']);
    expect(otherKinds('document', file({ mimeType: 'application/zip', sizeBytes: 101 * MB }))).toEqual([]);
  });
});

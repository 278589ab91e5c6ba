import path from 'node:path';
import type { Ffmpeg } from './ffmpeg';
import { readImage, writePreview } from './images';
import { pdfPages } from './pdf-pages';
import { familyOf } from './resolve-type';
import { Slots } from './slots';
import { isPlayable, listen, probe, writePlayable, writePoster, writeVoice } from './sound-and-film';

/** What is known of a file besides its type and size. Null: does not apply, or could not be found out. */
export interface MediaFacts {
  width: number | null;
  height: number | null;
  durationMs: number | null;
  peaks: number[] | null;
  pages: number | null;
  animated: boolean;
  /** PNG in a form that WhatsApp refuses (16 bits, palette, grey). */
  oddColours: boolean;
  audioCodec: string | null;
  videoCodec: string | null;
  /** 'mono', 'stereo' and so on. */
  channels: string | null;
}

/** Paths lie in the folder that was given. */
export interface ProcessedMedia extends MediaFacts {
  /** WebP, at most 640 pixels wide and high. */
  preview: string | null;
  /** AAC in MP4 beside Opus. */
  playable: string | null;
}

const NOTHING: ProcessedMedia = { width: null, height: null, durationMs: null, peaks: null, pages: null, animated: false, oddColours: false, audioCodec: null, videoCodec: null, channels: null, preview: null, playable: null };
/** Unpacking costs a core and memory; requests and sends need theirs too. */
const AT_ONCE = 2;

/** Looks into files and makes what browsers show. A file that cannot be understood is kept all the same, without a picture. */
export class MediaProcessor {
  private readonly slots = new Slots(AT_ONCE);

  constructor(private readonly ffmpeg: Ffmpeg) {}

  /**
   * @param mimeType by the bytes
   * @param folder of the caller, for what is made
   */
  process(file: string, mimeType: string, folder: string): Promise<ProcessedMedia> {
    return this.slots.run(() => this.look(file, mimeType, folder));
  }

  /** Opus in Ogg, mono. @returns null without ffmpeg, or where there is no sound in it */
  toVoice(file: string, mimeType: string, folder: string): Promise<string | null> {
    return this.slots.run(async () => {
      const target = path.join(folder, 'voice.ogg');
      return isPlayable(mimeType) && (await writeVoice(this.ffmpeg, file, mimeType, target)) ? target : null;
    });
  }

  private async look(file: string, mimeType: string, folder: string): Promise<ProcessedMedia> {
    const family = familyOf(mimeType);
    if (family === 'image') return this.image(file, mimeType, folder);
    if (mimeType === 'application/pdf') return { ...NOTHING, pages: await pdfPages(file) };
    if ((family !== 'video' && family !== 'audio') || !isPlayable(mimeType) || !(await this.ffmpeg.binary())) return NOTHING;
    return family === 'video' ? this.film(file, mimeType, folder) : this.sound(file, mimeType, folder);
  }

  private async image(file: string, mimeType: string, folder: string): Promise<ProcessedMedia> {
    const facts = await readImage(file, mimeType);
    if (!facts) return NOTHING;
    const preview = path.join(folder, 'preview.webp');
    return { ...NOTHING, width: facts.width, height: facts.height, animated: facts.animated, oddColours: !facts.plainColours, preview: (await writePreview(file, preview)) ? preview : null };
  }

  private async film(file: string, mimeType: string, folder: string): Promise<ProcessedMedia> {
    const facts = await probe(this.ffmpeg, file, mimeType);
    const poster = path.join(folder, 'poster.png');
    const found = { ...NOTHING, durationMs: facts?.durationMs ?? null, audioCodec: facts?.audioCodec ?? null, videoCodec: facts?.videoCodec ?? null, channels: facts?.channels ?? null };
    if (!facts?.videoCodec || !(await writePoster(this.ffmpeg, file, mimeType, poster))) return found;
    // The poster is turned as the film is shown, which the film's own numbers are not.
    const { width, height, preview } = await this.image(poster, 'image/png', folder);
    return { ...found, width, height, preview };
  }

  private async sound(file: string, mimeType: string, folder: string): Promise<ProcessedMedia> {
    const facts = await probe(this.ffmpeg, file, mimeType);
    const heard = facts?.audioCodec ? await listen(this.ffmpeg, file, mimeType) : null;
    if (!facts || !heard) return NOTHING;
    const playable = path.join(folder, 'playable.m4a');
    const made = mimeType === 'audio/ogg' && (await writePlayable(this.ffmpeg, file, mimeType, playable));
    return { ...NOTHING, ...heard, audioCodec: facts.audioCodec, channels: facts.channels, playable: made ? playable : null };
  }
}

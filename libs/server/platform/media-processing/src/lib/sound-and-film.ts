import { inputOf, type Ffmpeg } from './ffmpeg';
import { PeakMeter } from './peak-meter';

/** ffmpeg's names of what a type is packed in. Other types are not opened. */
const FORMATS: Readonly<Record<string, string>> = {
  'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/aac': 'aac',
  'audio/amr': 'amr',
  'audio/mp4': 'mov',
  'audio/3gpp': 'mov',
  'audio/webm': 'matroska',
  'audio/wav': 'wav',
  'audio/flac': 'flac',
  'video/mp4': 'mov',
  'video/3gpp': 'mov',
  'video/quicktime': 'mov',
  'video/webm': 'matroska',
};

const SAMPLES_PER_S = 8000;
const LONGEST_S = 4 * 3600;
const MAX_PIXELS = 40_000_000;

export function isPlayable(mimeType: string): boolean {
  return mimeType in FORMATS;
}

/** Codecs and length, as ffmpeg tells them; null where it cannot open the file. */
export async function probe(ffmpeg: Ffmpeg, file: string, mimeType: string): Promise<{ durationMs: number | null; audioCodec: string | null; videoCodec: string | null; channels: string | null } | null> {
  const { said } = await ffmpeg.run({ args: [...inputOf(file, FORMATS[mimeType]), '-t', '0', '-f', 'null', '-'], timeoutMs: 15_000, maxOutputBytes: 1024 });
  const [, hours, minutes, seconds] = /Duration: (\d+):(\d\d):(\d\d\.\d+)/.exec(said) ?? [];
  const audio = /Stream #0.*?: Audio: (\w+)[^\n]*? Hz, (\w+)/.exec(said);
  const video = /Stream #0.*?: Video: (\w+)/.exec(said);
  if (!audio && !video) return null;
  return { durationMs: hours === undefined ? null : Math.round((Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000), audioCodec: audio?.[1] ?? null, videoCodec: video?.[1] ?? null, channels: audio?.[2] ?? null };
}

/** Writes the first picture of a film as PNG. */
export async function writePoster(ffmpeg: Ffmpeg, file: string, mimeType: string, target: string): Promise<boolean> {
  const args = ['-max_pixels', String(MAX_PIXELS), ...inputOf(file, FORMATS[mimeType]), '-an', '-sn', '-dn', '-map_metadata', '-1', '-frames:v', '1', '-c:v', 'png', '-f', 'image2', '-update', '1', `file:${target}`];
  return (await ffmpeg.run({ args, timeoutMs: 30_000, maxOutputBytes: 1024 })).ok;
}

/** Listens to all of it. @returns null when nothing could be heard */
export async function listen(ffmpeg: Ffmpeg, file: string, mimeType: string): Promise<{ durationMs: number; peaks: number[] } | null> {
  const meter = new PeakMeter(SAMPLES_PER_S);
  const args = [...inputOf(file, FORMATS[mimeType]), '-vn', '-sn', '-dn', '-t', String(LONGEST_S), '-ac', '1', '-ar', String(SAMPLES_PER_S), '-f', 's16le', 'pipe:1'];
  await ffmpeg.run({ args, timeoutMs: 60_000, maxOutputBytes: 2 * SAMPLES_PER_S * (LONGEST_S + 1), onOutput: (chunk) => meter.add(chunk) });
  // A file damaged at its end still has a beginning to hear.
  return meter.samples ? { durationMs: meter.durationMs, peaks: meter.peaks() } : null;
}

/** AAC in MP4, which every browser plays. */
export async function writePlayable(ffmpeg: Ffmpeg, file: string, mimeType: string, target: string): Promise<boolean> {
  const args = [...inputOf(file, FORMATS[mimeType]), '-vn', '-sn', '-dn', '-map_metadata', '-1', '-t', String(LONGEST_S), '-c:a', 'aac', '-b:a', '64k', '-movflags', '+faststart', '-f', 'ipod', `file:${target}`];
  return (await ffmpeg.run({ args, timeoutMs: 90_000, maxOutputBytes: 1024 })).ok;
}

/** Opus in Ogg with one channel: the only voice note that WhatsApp takes. */
export async function writeVoice(ffmpeg: Ffmpeg, file: string, mimeType: string, target: string): Promise<boolean> {
  const args = [...inputOf(file, FORMATS[mimeType]), '-vn', '-sn', '-dn', '-map_metadata', '-1', '-t', String(LONGEST_S), '-ac', '1', '-ar', '48000', '-c:a', 'libopus', '-b:a', '24k', '-application', 'voip', '-f', 'ogg', `file:${target}`];
  return (await ffmpeg.run({ args, timeoutMs: 90_000, maxOutputBytes: 1024 })).ok;
}

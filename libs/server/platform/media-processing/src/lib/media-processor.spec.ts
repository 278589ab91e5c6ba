import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { Ffmpeg, inputOf } from './ffmpeg';
import { MediaProcessor } from './media-processor';
import { PeakMeter } from './peak-meter';

let folder: string;
const ffmpeg = new Ffmpeg(process.env['FFMPEG_PATH'] ?? null);
const processor = new MediaProcessor(ffmpeg);

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mx-media-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => path.join(folder, name);

function keep(name: string, bytes: Buffer | string): string {
  writeFileSync(at(name), bytes);
  return at(name);
}

/** Makes a file with ffmpeg's own test pictures and sounds. */
async function made(name: string, ...args: string[]): Promise<string> {
  const run = spawnSync((await ffmpeg.binary()) as string, ['-v', 'error', '-y', ...args, at(name)]);
  if (run.status !== 0) throw new Error(run.stderr.toString());
  return at(name);
}

const tone = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=2'];
const film = ['-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=10:duration=3'];

describe('pictures', () => {
  it('get a small WebP, turned upright, without place and camera', async () => {
    const photo = await sharp({ create: { width: 2000, height: 1000, channels: 3, background: '#357' } }).jpeg().withExif({ IFD0: { Make: 'Canary' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } }).withMetadata({ orientation: 6 }).toBuffer();
    const seen = await processor.process(keep('photo.jpg', photo), 'image/jpeg', folder);
    expect(seen).toMatchObject({ width: 1000, height: 2000, animated: false, oddColours: false });
    const meta = await sharp(seen.preview as string).metadata();
    expect([meta.format, meta.width, meta.height, meta.exif, meta.orientation]).toEqual(['webp', 320, 640, undefined, undefined]);
    expect(readFileSync(seen.preview as string).includes('Canary')).toBe(false);
  });

  it('a moving sticker is known as one and previewed by its first picture', async () => {
    const frames = await sharp(randomBytes(64 * 192 * 4), { raw: { width: 64, height: 192, channels: 4, pageHeight: 64 } }).webp({ loop: 0, delay: [100, 100, 100] }).toBuffer();
    const seen = await processor.process(keep('sticker.webp', frames), 'image/webp', folder);
    expect(seen).toMatchObject({ width: 64, height: 64, animated: true });
    expect((await sharp(seen.preview as string).metadata()).pages ?? 1).toBe(1);
  });

  it('16-bit PNG is told apart, since WhatsApp refuses it', async () => {
    const png = await sharp({ create: { width: 10, height: 10, channels: 3, background: 'red' } }).toColourspace('rgb16').png().toBuffer();
    expect((await processor.process(keep('deep.png', png), 'image/png', folder)).oddColours).toBe(true);
  });

  it('a bomb of 225 million pixels is not unpacked', async () => {
    const bomb = await sharp({ create: { width: 15_000, height: 15_000, channels: 3, background: 'white' }, limitInputPixels: false }).png({ compressionLevel: 9 }).toBuffer();
    const before = process.memoryUsage().rss;
    expect(await processor.process(keep('bomb.png', bomb), 'image/png', folder)).toMatchObject({ width: null, preview: null });
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  }, 60_000);

  it('a damaged one is kept without a picture', async () => {
    expect(await processor.process(keep('broken.jpg', Buffer.from('ffd8ffe000104a46494600', 'hex')), 'image/jpeg', folder)).toMatchObject({ width: null, preview: null });
  });

  it('SVG is never opened, whatever it is called', async () => {
    const svg = keep('evil.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>');
    for (const claim of ['image/svg+xml', 'image/png', 'image/webp']) expect((await processor.process(svg, claim, folder)).preview).toBeNull();
  });
});

describe('sound and film', () => {
  it('a voice note gets its length, 48 bars and AAC for browsers without Opus', async () => {
    const voice = await made('voice-in.ogg', ...tone, '-ac', '1', '-c:a', 'libopus');
    const seen = await processor.process(voice, 'audio/ogg', folder);
    expect(seen).toMatchObject({ audioCodec: 'opus', channels: 'mono' });
    expect(Math.abs((seen.durationMs ?? 0) - 2000)).toBeLessThan(100);
    expect(seen.peaks).toHaveLength(48);
    expect(Math.max(...(seen.peaks ?? []))).toBe(100);
    expect(readFileSync(seen.playable as string).toString('latin1', 4, 8)).toBe('ftyp');
  }, 60_000);

  it('a recording of a browser becomes Opus in Ogg with one channel', async () => {
    const recording = await made('recording.webm', ...tone, '-ac', '2', '-c:a', 'libopus');
    const voice = (await processor.toVoice(recording, 'audio/webm', folder)) as string;
    expect(await processor.process(voice, 'audio/ogg', folder)).toMatchObject({ audioCodec: 'opus', channels: 'mono' });
  }, 60_000);

  it('a film gets a picture, its size as shown and its length', async () => {
    const upright = await made('upright.mp4', ...film, ...tone, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac');
    const seen = await processor.process(await made('film.mp4', '-i', upright, '-c', 'copy', '-metadata:s:v:0', 'rotate=90'), 'video/mp4', folder);
    expect(seen).toMatchObject({ width: 240, height: 320, videoCodec: 'h264', audioCodec: 'aac' });
    expect(Math.abs((seen.durationMs ?? 0) - 3000)).toBeLessThan(200);
    expect(statSync(seen.preview as string).size).toBeGreaterThan(500);
  }, 60_000);

  it.each([['cut in the middle', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)], ['noise behind a good beginning', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 40), Buffer.alloc(50_000, 0xa5)])], ['empty', () => Buffer.alloc(0)]])('a film %s is kept without a picture, and nothing hangs', async (_name, damage) => {
    const good = readFileSync(await made('good.mp4', ...film, '-c:v', 'libx264', '-pix_fmt', 'yuv420p'));
    expect(await processor.process(keep('damaged.mp4', damage(good)), 'video/mp4', folder)).toMatchObject({ preview: null, playable: null });
  }, 60_000);

  it('a playlist in a film’s clothes opens neither files nor addresses', async () => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked++;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.ts`;
    const list = keep('list.mp4', `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n${url}\n#EXT-X-ENDLIST\n`);
    expect((await processor.process(list, 'video/mp4', folder)).preview).toBeNull();
    // Even where the format were taken from the file, the way out is shut.
    expect((await ffmpeg.run({ args: [...inputOf(list, 'hls'), '-f', 'null', '-'], timeoutMs: 10_000, maxOutputBytes: 100 })).ok).toBe(false);
    server.close();
    expect(asked).toBe(0);
  }, 60_000);
});

describe('ffmpeg', () => {
  it('is ended when it takes too long or says too much', async () => {
    const endless = ['-f', 'lavfi', '-i', 'testsrc', '-f', 'rawvideo', 'pipe:1'];
    expect((await ffmpeg.run({ args: endless, timeoutMs: 300, maxOutputBytes: Infinity })).ok).toBe(false);
    let got = 0;
    expect((await ffmpeg.run({ args: endless, timeoutMs: 60_000, maxOutputBytes: 1_000_000, onOutput: (chunk) => (got += chunk.length) })).ok).toBe(false);
    expect(got).toBeLessThanOrEqual(1_000_000);
  }, 60_000);

  it('knows nothing of our environment', async () => {
    const spy = at('spy');
    writeFileSync(spy, '#!/bin/sh\n[ "$1" = "-version" ] && echo "ffmpeg version spy" && exit 0\nenv >&2\n', { mode: 0o700 });
    process.env['MAILTRIXY_MASTER_KEY'] = 'canary';
    const { said } = await new Ffmpeg(spy).run({ args: [], timeoutMs: 5000, maxOutputBytes: 100 });
    delete process.env['MAILTRIXY_MASTER_KEY'];
    expect(said).not.toContain('canary');
  });

  it('where there is none, files are kept and pictures still work', async () => {
    const without = new MediaProcessor(new Ffmpeg('none'));
    expect(await without.process(await made('again.mp4', ...film), 'video/mp4', folder)).toMatchObject({ preview: null, durationMs: null });
    expect(await without.toVoice(at('voice-in.ogg'), 'audio/ogg', folder)).toBeNull();
    const png = await sharp({ create: { width: 10, height: 10, channels: 3, background: 'red' } }).png().toBuffer();
    expect((await without.process(keep('fine.png', png), 'image/png', folder)).preview).not.toBeNull();
  }, 60_000);

  it('is looked for at the given place only, when one is given', async () => {
    expect(await new Ffmpeg('/nowhere/ffmpeg').binary()).toBeNull();
    expect(await new Ffmpeg(null).binary()).toMatch(/ffmpeg/);
  });
});

describe('PDF', () => {
  it('tells its pages where they stand openly, and null where not', async () => {
    const pdf = '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 12>>endobj';
    expect((await processor.process(keep('a.pdf', pdf), 'application/pdf', folder)).pages).toBe(12);
    expect((await processor.process(keep('b.pdf', '%PDF-1.7\nstream'), 'application/pdf', folder)).pages).toBeNull();
  });
});

describe('PeakMeter', () => {
  it('hears a loud middle, whatever way the samples are cut', () => {
    const samples = Buffer.alloc(2 * 8000);
    for (let n = 0; n < 8000; n++) samples.writeInt16LE(n >= 3900 && n < 4100 ? -32768 : 3276, n * 2);
    const meter = new PeakMeter(8000);
    for (let from = 0; from < samples.length; from += 777) meter.add(samples.subarray(from, from + 777));
    expect(meter.durationMs).toBe(1000);
    expect([meter.peaks()[0], Math.max(...meter.peaks().slice(20, 28)), meter.peaks()[47]]).toEqual([10, 100, 10]);
  });

  it('draws silence flat', () => {
    const meter = new PeakMeter(8000);
    meter.add(Buffer.alloc(1600));
    expect(meter.peaks()).toEqual(Array(48).fill(0));
  });
});

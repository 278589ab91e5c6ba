import { execFile, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

const CPU_S = 120;
const MEMORY_KB = 3_000_000;
const STDERR_BYTES = 64 * 1024;

export interface FfmpegRun {
  args: readonly string[];
  timeoutMs: number;
  /** More than that of standard output ends it. */
  maxOutputBytes: number;
  onOutput?: (chunk: Buffer) => void;
}

export interface FfmpegEnd {
  ok: boolean;
  /** What it said, for facts about the file. */
  said: string;
}

/**
 * ffmpeg as a child process: bounded in time, memory and output, without an environment, and without any way to the
 * network or to other files than those named. It reads what strangers send.
 */
export class Ffmpeg {
  private found: Promise<string | null> | null = null;

  /** @param setting FFMPEG_PATH; null looks on PATH and in node_modules, 'none' means without */
  constructor(private readonly setting: string | null) {}

  /** The program, null where there is none: then videos have no picture and voice cannot be converted. */
  binary(): Promise<string | null> {
    return (this.found ??= this.find());
  }

  async run({ args, timeoutMs, maxOutputBytes, onOutput }: FfmpegRun): Promise<FfmpegEnd> {
    const binary = await this.binary();
    if (!binary) return { ok: false, said: 'There is no ffmpeg.' };
    return new Promise((resolve) => {
      const child = launch(binary, ['-hide_banner', '-nostdin', '-nostats', '-y', ...args]);
      let said = '';
      let output = 0;
      let cut = false;
      const kill = () => {
        cut = true;
        child.kill('SIGKILL');
      };
      const timer = setTimeout(kill, timeoutMs);
      child.stderr.on('data', (chunk: Buffer) => void (said = (said + chunk.toString('utf8')).slice(0, STDERR_BYTES)));
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.length;
        if (output > maxOutputBytes) kill();
        else onOutput?.(chunk);
      });
      child.once('error', (error) => {
        clearTimeout(timer);
        resolve({ ok: false, said: error.message });
      });
      child.once('close', (code) => {
        clearTimeout(timer);
        resolve({ ok: code === 0 && !cut, said });
      });
    });
  }

  private async find(): Promise<string | null> {
    if (this.setting === 'none') return null;
    for (const candidate of this.setting ? [this.setting] : [...onPath(), ...inPackages()]) if (await answers(candidate)) return candidate;
    return null;
  }
}

/** Options of an input: its format is ours to name, so that a playlist cannot make it open other files. */
export function inputOf(file: string, format: string): string[] {
  return ['-protocol_whitelist', 'file,pipe', '-max_alloc', '500000000', '-threads', '1', '-f', format, '-i', `file:${file}`];
}

function launch(binary: string, args: readonly string[]) {
  const options = { env: {}, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'], windowsHide: true };
  if (process.platform === 'win32') return spawn(binary, args, options);
  // Some systems do not know one of the limits; the others still hold.
  const limits = `ulimit -t ${CPU_S} 2>/dev/null; ulimit -v ${MEMORY_KB} 2>/dev/null; ulimit -c 0 2>/dev/null; exec "$0" "$@"`;
  return spawn('/bin/sh', ['-c', limits, binary, ...args], options);
}

function onPath(): string[] {
  const name = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  return (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean).map((folder) => path.join(folder, name));
}

/** An optional package that brings the program with it. */
function inPackages(): string[] {
  try {
    return [(createRequire(__filename)('@ffmpeg-installer/ffmpeg') as { path: string }).path];
  } catch {
    return [];
  }
}

function answers(binary: string): Promise<boolean> {
  return new Promise((resolve) => execFile(binary, ['-version'], { timeout: 10_000, windowsHide: true }, (error, stdout) => resolve(!error && stdout.startsWith('ffmpeg version'))));
}

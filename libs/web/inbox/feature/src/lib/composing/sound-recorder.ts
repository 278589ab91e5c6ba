import { Injectable, signal } from '@angular/core';

/** What WhatsApp wants first; the server turns the others into ogg/opus. */
const TYPES = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4', ''];
const LEVEL_MS = 100;

export type RecordingTrouble = 'denied' | 'missing' | 'unsupported';

/** The microphone as signals: how long, how loud. One recording at a time; nothing is kept after cancel. */
@Injectable()
export class SoundRecorder {
  readonly seconds = signal(0);
  /** 0 to 100, newest last. */
  readonly levels = signal<readonly number[]>([]);
  private recorder: MediaRecorder | null = null;
  private stream: MediaStream | null = null;
  private context: AudioContext | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private parts: Blob[] = [];
  private startedAt = 0;

  /** Null when it records. */
  async start(): Promise<RecordingTrouble | null> {
    if (!navigator.mediaDevices?.getUserMedia || typeof MediaRecorder === 'undefined') return 'unsupported';
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (error) {
      return error instanceof DOMException && error.name === 'NotFoundError' ? 'missing' : 'denied';
    }
    const type = TYPES.find((one) => one === '' || MediaRecorder.isTypeSupported(one));
    this.recorder = new MediaRecorder(this.stream, type ? { mimeType: type } : {});
    this.parts = [];
    this.recorder.addEventListener('dataavailable', ({ data }) => data.size > 0 && this.parts.push(data));
    this.recorder.start(1000);
    this.startedAt = Date.now();
    this.seconds.set(0);
    this.levels.set([]);
    this.listen(this.stream);
    return null;
  }

  /** The sound as a file that can be sent. */
  async stop(): Promise<File | null> {
    const { recorder } = this;
    if (!recorder) return null;
    await new Promise<void>((resolve) => {
      recorder.addEventListener('stop', () => resolve());
      // a microphone that was unplugged has ended it already
      if (recorder.state === 'inactive') resolve();
      else recorder.stop();
    });
    const type = recorder.mimeType.split(';')[0] || 'audio/webm';
    const parts = this.parts;
    this.release();
    return parts.length === 0 ? null : new File(parts, `voice.${type.split('/')[1]}`, { type });
  }

  cancel(): void {
    if (this.recorder?.state === 'recording') this.recorder.stop();
    this.release();
  }

  private listen(stream: MediaStream): void {
    let loudness: () => number = () => 0;
    if (typeof AudioContext !== 'undefined') {
      this.context = new AudioContext();
      const analyser = this.context.createAnalyser();
      analyser.fftSize = 256;
      this.context.createMediaStreamSource(stream).connect(analyser);
      const samples = new Uint8Array(analyser.fftSize);
      loudness = () => {
        analyser.getByteTimeDomainData(samples);
        return Math.min(100, Math.round((Math.max(...samples) - 128) * 1.2));
      };
    }
    this.timer = setInterval(() => {
      this.seconds.set((Date.now() - this.startedAt) / 1000);
      this.levels.update((levels) => [...levels, Math.max(0, loudness())].slice(-48));
    }, LEVEL_MS);
  }

  private release(): void {
    clearInterval(this.timer);
    // the browser's red dot goes out
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    void this.context?.close();
    this.recorder = this.stream = this.context = null;
    this.parts = [];
  }
}

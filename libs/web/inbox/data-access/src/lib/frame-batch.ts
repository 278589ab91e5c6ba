import type { RealtimeFrame } from '@mailtrixy/shared/dto';

/** Under a burst the page renders at most ten times a second; a single frame shows on the next paint. */
const MIN_GAP_MS = 100;

/**
 * Collects socket frames and hands them over once per animation frame.
 * A hidden tab gets no animation frames, but still needs its badge and sound: there a timer stands in.
 */
export class FrameBatch {
  private frames: RealtimeFrame[] = [];
  private held = false;
  private scheduled = false;
  private lastFlush = -Infinity;

  constructor(private readonly deliver: (frames: RealtimeFrame[]) => void) {}

  push(frame: RealtimeFrame): void {
    this.frames.push(frame);
    this.schedule();
  }

  /** Keeps frames back while a page or a sync is being read. */
  hold(): void {
    this.held = true;
  }

  release(): void {
    this.held = false;
    this.schedule();
  }

  private schedule(): void {
    if (this.held || this.scheduled || this.frames.length === 0) return;
    this.scheduled = true;
    const wait = this.lastFlush + MIN_GAP_MS - performance.now();
    if (wait > 0) setTimeout(() => this.flush(), wait);
    else if (document.hidden) setTimeout(() => this.flush());
    else requestAnimationFrame(() => this.flush());
  }

  private flush(): void {
    this.scheduled = false;
    if (this.held || this.frames.length === 0) return;
    this.lastFlush = performance.now();
    const frames = this.frames;
    this.frames = [];
    this.deliver(frames);
  }
}

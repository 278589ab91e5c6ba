/** Bars of a waveform. */
const BARS = 48;
/** A slice is short beside a bar, and their number is bounded by the longest sound that is listened to. */
const SLICES_PER_S = 20;

/** Loudness of 16-bit samples over time, for a sound of unknown length. */
export class PeakMeter {
  samples = 0;
  private readonly slices: number[] = [];
  private half: number | null = null;

  constructor(private readonly samplesPerS: number) {}

  get durationMs(): number {
    return Math.round((this.samples * 1000) / this.samplesPerS);
  }

  /** @param chunk little-endian samples; one may be cut in the middle */
  add(chunk: Buffer): void {
    const bytes = this.half === null ? chunk : Buffer.concat([Buffer.from([this.half]), chunk]);
    const perSlice = this.samplesPerS / SLICES_PER_S;
    const whole = bytes.length - (bytes.length % 2);
    for (let at = 0; at < whole; at += 2) {
      const slice = Math.floor(this.samples++ / perSlice);
      const loud = Math.abs(bytes.readInt16LE(at));
      if (loud > (this.slices[slice] ?? -1)) this.slices[slice] = loud;
    }
    this.half = whole < bytes.length ? bytes[whole] : null;
  }

  /** 48 values, the loudest 100; all 0 for silence. */
  peaks(): number[] {
    const bars = Array.from({ length: BARS }, (_, bar) => {
      const from = Math.floor((bar * this.slices.length) / BARS);
      const to = Math.max(from + 1, Math.floor(((bar + 1) * this.slices.length) / BARS));
      return Math.max(0, ...this.slices.slice(from, to));
    });
    const loudest = Math.max(...bars);
    return bars.map((bar) => (loudest ? Math.round((bar * 100) / loudest) : 0));
  }
}

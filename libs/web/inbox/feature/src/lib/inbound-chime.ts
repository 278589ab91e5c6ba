import { Injectable } from '@angular/core';

const GAP_MS = 1500;

/** Two short, quiet tones. Browsers allow sound only after a first click or key; before that there is none, without complaint. */
@Injectable({ providedIn: 'root' })
export class InboundChime {
  private context: AudioContext | null = null;
  private rangAt = 0;

  ring(): void {
    if (Date.now() - this.rangAt < GAP_MS || typeof AudioContext === 'undefined') return;
    this.rangAt = Date.now();
    this.context ??= new AudioContext();
    const { context } = this;
    if (context.state === 'suspended') void context.resume().catch(() => undefined);
    this.tone(context, 660, 0);
    this.tone(context, 880, 0.11);
  }

  private tone(context: AudioContext, frequency: number, after: number): void {
    const at = context.currentTime + after;
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(0.06, at + 0.015);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.22);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(at);
    oscillator.stop(at + 0.25);
  }
}

import { DOCUMENT, Injectable, inject } from '@angular/core';

type Politeness = 'polite' | 'assertive';

const GATHER = 500;

/** The one voice of the app to screen readers. Polite words within 500 ms are joined, so a burst is one sentence. */
@Injectable({ providedIn: 'root' })
export class Announcer {
  private readonly document = inject(DOCUMENT);
  private readonly regions = new Map<Politeness, HTMLElement>();
  private waiting: string[] = [];
  private timer: ReturnType<typeof setTimeout> | null = null;

  say(message: string): void {
    if (!this.waiting.includes(message)) this.waiting.push(message);
    // The region must be in the page before words come into it.
    this.region('polite');
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.speak('polite', this.waiting.join('. '));
      this.waiting = [];
    }, GATHER);
  }

  /** For failures: interrupts. */
  alert(message: string): void {
    this.region('assertive');
    setTimeout(() => this.speak('assertive', message), 50);
  }

  private speak(politeness: Politeness, text: string): void {
    const region = this.region(politeness);
    // The same words again must be a change again.
    region.textContent = region.textContent === text ? `${text}\u00A0` : text;
  }

  private region(politeness: Politeness): HTMLElement {
    let region = this.regions.get(politeness);
    if (!region) {
      region = this.document.createElement('div');
      region.className = 'mx-sr';
      region.setAttribute('aria-live', politeness);
      region.setAttribute('aria-atomic', 'true');
      this.regions.set(politeness, region);
    }
    // A modal dialog hides the rest of the page, so the region moves into it.
    const home = Array.from(this.document.querySelectorAll('[aria-modal="true"]')).at(-1) ?? this.document.body;
    if (region.parentElement !== home) home.append(region);
    return region;
  }
}

import { DOCUMENT, Injectable, computed, inject, signal } from '@angular/core';
import type { Preferences, Theme } from '@mailtrixy/shared/dto';

export type Appearing = Pick<Preferences, 'theme' | 'density' | 'textSize'>;

/** Read by public/appearance.js before the first paint, so the name must stay in step with that file. */
const STORAGE_KEY = 'mx-appearance';

/** Theme, density and text size: attributes on <html>, remembered in this browser so that even the sign-in page has them. */
@Injectable({ providedIn: 'root' })
export class Appearance {
  private readonly document = inject(DOCUMENT);
  private readonly state = signal<Appearing>(this.stored());
  readonly theme = computed(() => this.state().theme);
  readonly density = computed(() => this.state().density);
  readonly textSize = computed(() => this.state().textSize);

  constructor() {
    this.paint(this.state());
  }

  apply(change: Partial<Appearing>): void {
    const { theme, density, textSize } = { ...this.state(), ...change };
    const next: Appearing = { theme, density, textSize };
    this.state.set(next);
    this.paint(next);
    try {
      this.document.defaultView?.localStorage.setItem(STORAGE_KEY, JSON.stringify(next));
    } catch {
      // Storage may be full or forbidden; the choice then lasts for this page only.
    }
  }

  /** The theme in effect: what "system" means right now. */
  resolvedTheme(): Exclude<Theme, 'system'> {
    const theme = this.state().theme;
    if (theme !== 'system') return theme;
    return this.document.defaultView?.matchMedia?.('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }

  private stored(): Appearing {
    const fallback: Appearing = { theme: 'system', density: 'comfortable', textSize: 100 };
    try {
      return { ...fallback, ...(JSON.parse(this.document.defaultView?.localStorage.getItem(STORAGE_KEY) ?? '{}') as Partial<Appearing>) };
    } catch {
      return fallback;
    }
  }

  private paint({ theme, density, textSize }: Appearing): void {
    const root = this.document.documentElement;
    if (theme === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = theme;
    root.dataset['density'] = density;
    root.dataset['text'] = String(textSize);
  }
}

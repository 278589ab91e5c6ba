import { DOCUMENT, DestroyRef, Injectable, computed, inject, signal } from '@angular/core';

export interface Shortcut {
  /** "Ctrl+K", "Shift+U", "#", "Alt+ArrowUp", or a sequence "G I". Ctrl means ⌘ on a Mac. */
  keys: string;
  label: string;
  /** Heading in the help table. */
  group: string;
  run: (event: KeyboardEvent) => void;
  /** Not now, e.g. no conversation open. The key is then left to the browser. */
  when?: () => boolean;
  /** Also acts while a text field has the focus. Default: only for keys with Ctrl or Alt. */
  inFields?: boolean;
  /** Listed in the table but handled elsewhere, e.g. by the composer. */
  shownOnly?: boolean;
}

const SEQUENCE_PAUSE = 1200;
const NAMED: Record<string, string> = { Esc: 'Escape', '↑': 'ArrowUp', '↓': 'ArrowDown' };

/** Every keyboard shortcut of the app: who registers one gets it handled and listed in the `?` table. */
@Injectable({ providedIn: 'root' })
export class Shortcuts {
  private readonly document = inject(DOCUMENT);
  private readonly list = signal<readonly Shortcut[]>([]);
  private prefix = '';
  private prefixAt = 0;
  private takes: (event: KeyboardEvent, inField: boolean) => boolean = () => false;
  readonly isMac = /mac|iphone|ipad/i.test(this.document.defaultView?.navigator.platform ?? '');
  /** Off: keys without Ctrl or Alt do nothing (WCAG 2.1.4). */
  readonly singleKeys = signal(true);
  readonly all = this.list.asReadonly();
  readonly groups = computed(() => {
    const groups = new Map<string, Shortcut[]>();
    for (const shortcut of this.list()) groups.set(shortcut.group, [...(groups.get(shortcut.group) ?? []), shortcut]);
    return [...groups].map(([name, shortcuts]) => ({ name, shortcuts }));
  });

  constructor() {
    const handle = (event: KeyboardEvent) => this.handle(event);
    this.document.addEventListener('keydown', handle);
    inject(DestroyRef).onDestroy(() => this.document.removeEventListener('keydown', handle));
  }

  /** Registered until the caller's context (component, route) is destroyed. Call in an injection context. */
  register(...shortcuts: Shortcut[]): void {
    this.list.update((list) => [...list, ...shortcuts]);
    inject(DestroyRef).onDestroy(() => this.list.update((list) => list.filter((one) => !shortcuts.includes(one))));
  }

  /** Lets the caller have keys before any shortcut, until its context is destroyed. It answers true for a key that it took. */
  before(takes: (event: KeyboardEvent, inField: boolean) => boolean): void {
    this.takes = takes;
    inject(DestroyRef).onDestroy(() => this.takes === takes && (this.takes = () => false));
  }

  private handle(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    if (this.takes(event, isTyping(event.target))) return event.preventDefault();
    const pressed = pressedKeys(event);
    if (!pressed) return;
    const sequence = Date.now() - this.prefixAt < SEQUENCE_PAUSE ? `${this.prefix} ${pressed}` : '';
    this.prefix = '';
    const found = (sequence && this.find(sequence, event)) || this.find(pressed, event);
    if (found) {
      event.preventDefault();
      found.run(event);
    } else if (this.allowed(pressed, false, event) && this.list().some((one) => one.keys.startsWith(`${pressed} `))) {
      this.prefix = pressed;
      this.prefixAt = Date.now();
    }
  }

  private find(keys: string, event: KeyboardEvent): Shortcut | undefined {
    return [...this.list()].reverse().find((one) => !one.shownOnly && normal(one.keys) === keys && this.allowed(keys, one.inFields ?? false, event) && (one.when?.() ?? true));
  }

  private allowed(keys: string, inFields: boolean, event: KeyboardEvent): boolean {
    if (this.document.querySelector('[aria-modal="true"]')) return false;
    if (/Ctrl\+|Alt\+|^F\d/.test(keys)) return true;
    if (!this.singleKeys() && keys !== 'Escape') return false;
    return inFields || !isTyping(event.target);
  }
}

function normal(keys: string): string {
  return keys
    .split(' ')
    .map((chord) =>
      chord
        .split('+')
        .map((part) => NAMED[part] ?? (part.length === 1 ? part.toUpperCase() : part))
        .join('+'),
    )
    .join(' ');
}

function pressedKeys(event: KeyboardEvent): string | null {
  const { key } = event;
  if (!key || ['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Dead'].includes(key)) return null;
  const name = key === ' ' ? 'Space' : key.length === 1 ? key.toUpperCase() : key;
  // The shift that makes "?" or "#" is part of the sign; only letters and named keys tell it apart.
  const shift = event.shiftKey && (key.length > 1 || /\p{L}/u.test(key));
  return `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${name}`;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('[role="menu"],[role="listbox"],[role="combobox"]')) return true;
  return target.matches('textarea, select, input:not([type="checkbox"]):not([type="radio"]):not([type="button"])');
}

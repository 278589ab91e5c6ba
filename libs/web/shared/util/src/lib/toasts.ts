import { Injectable, signal } from '@angular/core';

export type ToastKind = 'ok' | 'info' | 'danger';

export interface ToastAction {
  label: string;
  run: () => void;
}

export interface Toast {
  id: number;
  kind: ToastKind;
  text: string;
  action: ToastAction | null;
  /** Milliseconds on screen; null stays until dismissed. */
  lifetime: number | null;
}

const MAX_TOASTS = 3;
const LIFETIME = 6000;

/** Short messages at the bottom left. The shell draws them; anyone may show one. */
@Injectable({ providedIn: 'root' })
export class Toasts {
  private readonly list = signal<readonly Toast[]>([]);
  private lastId = 0;
  readonly shown = this.list.asReadonly();

  show(text: string, action: ToastAction | null = null): number {
    return this.add('ok', text, action, LIFETIME);
  }

  /** @param lifetime milliseconds on screen; longer for what has to be thought about */
  info(text: string, action: ToastAction | null = null, lifetime = LIFETIME): number {
    return this.add('info', text, action, lifetime);
  }

  /** Errors stay until dismissed. */
  error(text: string, action: ToastAction | null = null): number {
    return this.add('danger', text, action, null);
  }

  /** Stays until acted on, e.g. "Update ready — Reload". */
  sticky(text: string, action: ToastAction): number {
    return this.add('info', text, action, null);
  }

  dismiss(id: number): void {
    this.list.update((toasts) => toasts.filter((toast) => toast.id !== id));
  }

  private add(kind: ToastKind, text: string, action: ToastAction | null, lifetime: number | null): number {
    const id = ++this.lastId;
    this.list.update((toasts) => [...toasts, { id, kind, text, action, lifetime }].slice(-MAX_TOASTS));
    return id;
  }
}

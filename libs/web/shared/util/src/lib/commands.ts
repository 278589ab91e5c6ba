import { DestroyRef, Injectable, inject, signal } from '@angular/core';

/** One row of the command palette. */
export interface Command {
  id: string;
  label: string;
  /** Heading: "This conversation", "Go to", "Conversations", "Contacts", "Settings", "Appearance". */
  section: string;
  /** Second line or right-hand words. */
  hint?: string;
  /** The shortcut it teaches. */
  keys?: string;
  /** More words to find it by. */
  words?: string;
  run?: () => void;
  /** A nested step, e.g. Assign → person. */
  children?: () => readonly Command[];
}

/** Gives commands for what was typed. An empty query asks for the default rows. */
export type CommandSource = (query: string) => readonly Command[] | Promise<readonly Command[]>;

/** Where libraries put what the palette should find. */
@Injectable({ providedIn: 'root' })
export class Commands {
  private readonly list = signal<readonly CommandSource[]>([]);
  readonly sources = this.list.asReadonly();

  /** Registered until the caller's context is destroyed. Call in an injection context. */
  register(source: CommandSource): void {
    this.list.update((list) => [...list, source]);
    inject(DestroyRef).onDestroy(() => this.list.update((list) => list.filter((one) => one !== source)));
  }
}

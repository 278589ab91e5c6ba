import { Injectable, inject, signal } from '@angular/core';
import { AutoRepliesApi } from './auto-replies-api';

/** A rule may have a hundred words; those that stop messages are short, and seldom behind many others. */
const ASKED_MAX = 20;
const LENGTH_MAX = 60;

/** Words that by themselves ask for no more messages, which is taken before every rule. The server knows them; each word is asked about once. */
@Injectable({ providedIn: 'root' })
export class StopWords {
  private readonly api = inject(AutoRepliesApi);
  private readonly known = signal<ReadonlyMap<string, boolean>>(new Map());
  private readonly asked = new Set<string>();

  among(words: readonly string[]): string[] {
    return words.filter((word) => this.known().get(word));
  }

  async ask(words: readonly string[]): Promise<void> {
    for (const word of words.slice(0, ASKED_MAX)) {
      if (this.asked.has(word) || word.length > LENGTH_MAX) continue;
      this.asked.add(word);
      try {
        const { steps } = await this.api.tryOut({ text: word, channelId: null });
        // Rules have ids: what has none came before them.
        this.known.update((known) => new Map(known).set(word, steps.length === 1 && steps[0].matched && steps[0].ruleId === null));
      } catch {
        // A hint is missing; the try-it box tells as well.
        this.asked.delete(word);
        return;
      }
    }
  }
}

import { computed, signal } from '@angular/core';
import { ApiProblem } from './api-problem';

/** One read of the server as signals: what came, what went wrong, whether it is under way. A later run wins over an earlier one. */
export class Load<T> {
  private readonly state = signal<{ value: T | null; problem: ApiProblem | null; pending: boolean }>({ value: null, problem: null, pending: false });
  private latest = 0;
  readonly value = computed(() => this.state().value);
  readonly problem = computed(() => this.state().problem);
  readonly pending = computed(() => this.state().pending);

  constructor(private readonly read: () => Promise<T>) {}

  async run(): Promise<void> {
    const run = ++this.latest;
    this.state.update((state) => ({ ...state, problem: null, pending: true }));
    try {
      const value = await this.read();
      if (run === this.latest) this.state.set({ value, problem: null, pending: false });
    } catch (error) {
      if (run === this.latest) this.state.update((state) => ({ ...state, problem: ApiProblem.from(error), pending: false }));
    }
  }

  /** Puts in what a write answered, without another read. */
  patch(change: (value: T) => T): void {
    this.state.update((state) => (state.value === null ? state : { ...state, value: change(state.value) }));
  }
}

import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject, input, output, signal } from '@angular/core';
import type { TemplateSync } from '@mailtrixy/shared/dto';
import { Icon, IconButton, iconRefreshCw } from '@mailtrixy/web/shared/ui';
import { syncWords } from '../sync-words';

/** How old the list is, and the button that reads it anew. */
@Component({
  selector: 'mx-sync-line',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, IconButton],
  template: `
    <span role="status" class="words" [class.bad]="failing()">{{ words() }}</span>
    <button type="button" mx-icon-button size="xs" label="Sync now" [disabled]="sync().state === 'running'" (click)="wanted.emit()"><svg mx-icon [icon]="iconRefreshCw" [size]="14" [class.turns]="sync().state === 'running'"></svg></button>
  `,
  styles: `
    :host { display: flex; align-items: center; justify-content: space-between; gap: .5rem; padding: .25rem .5rem .25rem .875rem; border-block-start: 1px solid var(--mx-border); font: var(--mx-small); color: var(--mx-text-3); }
    .words { min-inline-size: 0; overflow-wrap: anywhere; }
    .bad { color: var(--mx-warn); }
    @media (prefers-reduced-motion: no-preference) { .turns { animation: mx-spin 1.4s linear infinite; } }
  `,
})
export class SyncLine {
  readonly sync = input.required<TemplateSync>();
  readonly problem = input<string | null>(null);
  readonly wanted = output();
  private readonly now = signal(Date.now());
  protected readonly iconRefreshCw = iconRefreshCw;
  protected readonly failing = computed(() => this.problem() !== null || (this.sync().state !== 'running' && this.sync().problem !== null));
  protected readonly words = computed(() => this.problem() ?? syncWords(this.sync(), this.now()));

  constructor() {
    const timer = setInterval(() => this.now.set(Date.now()), 30_000);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }
}

import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { CannedReply } from '@mailtrixy/shared/dto';
import { CannedRepliesStore } from '@mailtrixy/web/inbox/data-access';

const MOST = 6;

/** Canned replies for what stands after `/`. The text field keeps the focus and hands its keys over. */
@Component({
  selector: 'mx-canned-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [RouterLink],
  template: `
    <ul class="mx-menu" role="listbox" aria-label="Canned replies" id="canned-list">
      @for (reply of found(); track reply.id; let index = $index) {
        <li role="option" class="mx-menu__item" data-testid="canned-option" [attr.aria-selected]="index === at()" [class.is-selected]="index === at()" (mousedown)="$event.preventDefault()" (click)="picked.emit(reply)" (mouseenter)="at.set(index)" tabindex="-1" (keydown.enter)="picked.emit(reply)">
          <span class="mx-mono short">/{{ reply.shortcut }}</span><span class="mx-trunc"><b dir="auto">{{ reply.name }}</b>&ngsp;<span class="mx-t2" dir="auto">{{ reply.body }}</span></span>
        </li>
      } @empty {
        <li class="none">
          @if (reading.value()) {
            No canned reply. <a routerLink="/settings/canned-replies">Create one</a>
          } @else if (reading.problem()) {
            The canned replies could not be loaded.
          } @else {
            Looking for canned replies…
          }
        </li>
      }
    </ul>
  `,
  styles: '.mx-menu { position: static; inline-size: 100%; max-inline-size: none; border: 0; border-block-end: 1px solid var(--mx-border); border-radius: 0; box-shadow: none; background: none; } .short { flex: none; min-inline-size: 4.5rem; max-inline-size: 10rem; overflow: hidden; text-overflow: ellipsis; } .none { padding: .5rem .75rem; color: var(--mx-text-2); }',
})
export class CannedList {
  private readonly store = inject(CannedRepliesStore);
  protected readonly reading = this.store.reading;
  readonly query = input.required<string>();
  readonly picked = output<CannedReply>();
  protected readonly found = computed(() => {
    const query = this.query();
    const score = ({ shortcut, name }: CannedReply): number => (shortcut.toLocaleLowerCase().startsWith(query) ? 0 : name.toLocaleLowerCase().startsWith(query) ? 1 : 2);
    return this.store
      .all()
      .filter(({ shortcut, name, body }) => `${shortcut} ${name} ${body}`.toLocaleLowerCase().includes(query))
      .sort((a, b) => score(a) - score(b) || b.uses - a.uses)
      .slice(0, MOST);
  });
  protected readonly at = linkedSignal<string, number>({ source: this.query, computation: () => 0 });

  constructor() {
    void this.store.load();
  }

  /** @returns whether the key was meant for the list */
  press(key: string): boolean {
    const count = this.found().length;
    // Enter would send the `/word` that is still being looked for.
    if (!this.reading.value() && !this.reading.problem()) return key === 'Enter' || key === 'Tab';
    if (!count) return false;
    if (key === 'ArrowDown') this.at.set((this.at() + 1) % count);
    else if (key === 'ArrowUp') this.at.set((this.at() + count - 1) % count);
    else if (key === 'Enter' || key === 'Tab') this.picked.emit(this.found()[this.at()]);
    else return false;
    return true;
  }
}

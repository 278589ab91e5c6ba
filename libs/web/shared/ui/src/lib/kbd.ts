import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Shortcuts } from '@mailtrixy/web/shared/util';

const SIGNS: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', Enter: '⏎', Escape: 'Esc', Backspace: '⌫', Shift: '⇧' };

/** Keys of a shortcut: "Ctrl+K", "G I". */
@Component({
  selector: 'mx-kbd',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'mx-kbds' },
  template: `@for (key of parts(); track $index) {<kbd class="mx-kbd">{{ key }}</kbd>}`,
})
export class Kbd {
  private readonly mac = inject(Shortcuts).isMac;
  readonly keys = input.required<string>();
  protected readonly parts = computed(() =>
    this.keys()
      .split(/[+ ]/)
      .filter(Boolean)
      .map((key) => (key === 'Ctrl' && this.mac ? '⌘' : (SIGNS[key] ?? key))),
  );
}

import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { Dialog, Icon, Input, Kbd, iconSearch } from '@mailtrixy/web/shared/ui';
import { Shortcuts } from '@mailtrixy/web/shared/util';

/** `?`: every shortcut that acts on this page, searchable. */
@Component({
  selector: 'mx-shortcut-table',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Dialog, Icon, Input, Kbd],
  template: `
    <mx-dialog heading="Keyboard shortcuts" class="mx-shortcuts" data-testid="shortcuts">
      <span class="mx-in-wrap mx-gap-b">
        <svg mx-icon [icon]="iconSearch"></svg>
        <input #box mxInput type="search" placeholder="Search" aria-label="Search shortcuts" (input)="query.set(box.value)" />
      </span>
      @if (!shortcuts.singleKeys()) {
        <p class="mx-t2 mx-gap-b">Single-key shortcuts are off. Turn them on in Settings → Profile.</p>
      }
      <div class="mx-shortcuts__groups">
        @for (group of groups(); track group.name) {
          <section>
            <h3 class="mx-strong">{{ group.name }}</h3>
            <dl>
              @for (shortcut of group.shortcuts; track shortcut.keys) {
                <div><dt>{{ shortcut.label }}</dt><dd><mx-kbd [keys]="shortcut.keys" /></dd></div>
              }
            </dl>
          </section>
        } @empty {
          <p class="mx-t2">No shortcut matches “{{ query() }}”.</p>
        }
      </div>
    </mx-dialog>
  `,
})
export class ShortcutTable {
  protected readonly shortcuts = inject(Shortcuts);
  protected readonly query = signal('');
  protected readonly iconSearch = iconSearch;
  protected readonly groups = computed(() => {
    const wanted = this.query().trim().toLocaleLowerCase();
    return this.shortcuts
      .groups()
      .map((group) => ({ ...group, shortcuts: group.shortcuts.filter((one) => `${one.label} ${one.keys}`.toLocaleLowerCase().includes(wanted)) }))
      .filter((group) => group.shortcuts.length > 0);
  });
}

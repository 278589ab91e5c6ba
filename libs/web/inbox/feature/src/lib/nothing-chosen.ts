import { ChangeDetectionStrategy, Component } from '@angular/core';
import { EmptyState, Kbd, iconMessageSquare } from '@mailtrixy/web/shared/ui';

/** The middle pane with no conversation chosen: the keys that get somewhere. */
@Component({
  selector: 'mx-nothing-chosen',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [EmptyState, Kbd],
  template: `
    <mx-empty-state [icon]="iconMessageSquare" heading="No conversation chosen">
      <dl class="keys">
        @for (row of rows; track row.words) {
          <dt>
            @for (keys of row.keys; track keys) {
              <mx-kbd [keys]="keys" />
            }
          </dt>
          <dd>{{ row.words }}</dd>
        }
      </dl>
    </mx-empty-state>
  `,
  styles: `
    :host { display: grid; place-items: center; block-size: 100%; }
    .keys { display: grid; grid-template-columns: auto 1fr; gap: .5rem 1rem; align-items: center; text-align: start; color: var(--mx-text-2); }
    dt { display: flex; justify-content: flex-end; gap: .25rem; }
  `,
})
export class NothingChosen {
  protected readonly iconMessageSquare = iconMessageSquare;
  protected readonly rows = [
    { keys: ['J', 'K'], words: 'Next and previous' },
    { keys: ['Enter'], words: 'Open and write' },
    { keys: ['E'], words: 'Resolve or reopen' },
    { keys: ['Ctrl+K'], words: 'Do anything' },
    { keys: ['?'], words: 'All shortcuts' },
  ];
}

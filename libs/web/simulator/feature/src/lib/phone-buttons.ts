import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { Icon, iconCopy, iconExternalLink, iconList, iconReply, iconSquarePen } from '@mailtrixy/web/shared/ui';
import type { PhoneButton } from './phone-view';

/** The buttons under a message. Those that only open something on a real phone say so. */
@Component({
  selector: 'mx-phone-buttons',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'pb__btns' },
  template: `
    @for (button of buttons(); track $index) {
      @switch (button.kind) {
        @case ('page') {
          @if (button.url) {
            <a data-testid="sim-button" target="_blank" rel="noopener noreferrer" [href]="button.url"><svg mx-icon [icon]="icons.page" [size]="14"></svg>{{ button.label }}<span class="mx-sr">(opens a new page)</span></a>
          } @else {
            <span>{{ button.label }}</span>
          }
        }
        @case ('plain') {
          <span data-testid="sim-button"><svg mx-icon [icon]="icons.copy" [size]="14"></svg>{{ button.label }}@if (button.hint) { <small>{{ button.hint }}</small> }</span>
        }
        @default {
          <button type="button" data-testid="sim-button" [attr.data-kind]="button.kind" [attr.aria-haspopup]="button.kind === 'answer' ? null : 'dialog'" (click)="pressed.emit(button)"><svg mx-icon [icon]="button.kind === 'list' ? icons.list : button.kind === 'form' ? icons.form : icons.reply" [size]="14"></svg>{{ button.label }}</button>
        }
      }
    }
  `,
})
export class PhoneButtons {
  readonly buttons = input.required<readonly PhoneButton[]>();
  readonly pressed = output<PhoneButton>();
  protected readonly icons = { page: iconExternalLink, reply: iconReply, list: iconList, form: iconSquarePen, copy: iconCopy };
}

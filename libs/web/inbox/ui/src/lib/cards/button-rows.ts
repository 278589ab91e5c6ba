import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { ShownButton } from '@mailtrixy/shared/dto';
import { Icon, iconContact, iconCopy, iconExternalLink, iconList, iconListChecks, iconMapPin, iconPhone, iconReply, iconShoppingCart, type IconData } from '@mailtrixy/web/shared/ui';

const ICONS: Record<ShownButton['icon'], IconData> = {
  reply: iconReply,
  link: iconExternalLink,
  phone: iconPhone,
  copy: iconCopy,
  list: iconList,
  flow: iconListChecks,
  location: iconMapPin,
  contact: iconContact,
  catalog: iconShoppingCart,
};

/** Buttons as the customer sees them; here they do nothing, so they are a list and not buttons. */
@Component({
  selector: 'ul[mx-button-rows]',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  host: { 'aria-label': 'Buttons' },
  template: `
    @for (button of buttons(); track $index) {
      <li><svg mx-icon [icon]="icons[button.icon]" [size]="14"></svg><span dir="auto">{{ button.text }}</span></li>
    }
  `,
  styles: `
    :host { list-style: none; margin: 0; padding: 0; }
    li { display: flex; align-items: center; justify-content: center; gap: .375rem; min-block-size: 2.125rem; padding-inline: .5rem; border-block-start: 1px solid var(--mx-bubble-out-line); font: 500 .8125rem/1.25rem var(--mx-font); color: var(--mx-link); overflow-wrap: anywhere; text-align: center; }
    .mx-icon { flex: none; }
  `,
})
export class ButtonRows {
  readonly buttons = input.required<readonly ShownButton[]>();
  protected readonly icons = ICONS;
}

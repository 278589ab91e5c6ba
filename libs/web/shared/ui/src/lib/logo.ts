import { ChangeDetectionStrategy, Component, input } from '@angular/core';

/** MailTrixy's sign. The words stand beside it, or its link is named. */
@Component({
  selector: 'mx-logo',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'mx-logo', 'aria-hidden': 'true' },
  template: `
    <svg viewBox="0 0 32 32" [attr.width]="size()" [attr.height]="size()">
      <rect width="32" height="32" rx="9" fill="var(--mx-accent)" />
      <path d="M7.5 21.5v-10l8.5 6.2 8.5-6.2v10" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  `,
})
export class Logo {
  readonly size = input(28);
}

import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { Icon, Popover, iconChevronRight, iconExternalLink, iconInfo } from '@mailtrixy/web/shared/ui';

export type WhereTopic = 'phoneNumberId' | 'wabaId' | 'accessToken' | 'appSecret' | 'verifyToken';

interface Where {
  title: string;
  path: readonly string[];
  steps: readonly string[];
  link: string | null;
}

const WHERE: Readonly<Record<WhereTopic, Where>> = {
  phoneNumberId: {
    title: 'Phone Number ID',
    path: ['My Apps', 'your app', 'WhatsApp', 'API Setup'],
    steps: ['Open developers.facebook.com and choose your app.', 'In the left menu: WhatsApp → API Setup.', 'Under “From”, choose the number. The ID stands below it: 15 or 16 digits, not the phone number itself.'],
    link: 'https://developers.facebook.com/apps/',
  },
  wabaId: {
    title: 'WhatsApp Business Account ID',
    path: ['My Apps', 'your app', 'WhatsApp', 'API Setup'],
    steps: ['On the same page as the Phone Number ID, below “From”.', 'Leave it empty: it is read from the token where Meta allows it.'],
    link: 'https://developers.facebook.com/apps/',
  },
  accessToken: {
    title: 'Access Token',
    path: ['Business Settings', 'Users', 'System Users', 'Generate Token'],
    steps: [
      'Open business.facebook.com → Business Settings → System Users.',
      'Choose or add a System User, give it your app and your WhatsApp account.',
      'Generate Token, with whatsapp_business_messaging and whatsapp_business_management, expiry “Never”.',
      'The temporary token on API Setup works too, but expires in 24 h.',
    ],
    link: 'https://business.facebook.com/settings/system-users',
  },
  appSecret: {
    title: 'App Secret',
    path: ['My Apps', 'your app', 'App Settings', 'Basic', 'App secret', 'Show'],
    steps: ['Open developers.facebook.com and choose the app that owns the Phone Number ID.', 'App Settings → Basic → “App secret” → Show.', 'It is not the Access Token and not the Verify Token. 32 characters, 0–9 and a–f.'],
    link: 'https://developers.facebook.com/apps/',
  },
  verifyToken: {
    title: 'Verify Token',
    path: ['WhatsApp', 'Configuration', 'Webhook', 'Edit'],
    steps: ['Any random string you choose; made for you when left empty.', 'Paste the same value at Meta. Meta echoes it back once, when it registers the webhook.'],
    link: null,
  },
};

/** "Where do I find it?": the exact path at Meta. */
@Component({
  selector: 'mx-where-help',
  imports: [Icon, Popover],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <mx-popover #pop [label]="'Where to find the ' + where().title" width="min(22rem, calc(100vw - 1.5rem))">
      <button popoverButton type="button" class="st-where" [attr.data-testid]="'where-' + topic()" [attr.aria-label]="'Where do I find the ' + where().title + '?'" [attr.aria-expanded]="pop.opened()" (click)="pop.toggle()">
        <svg mx-icon [icon]="icons.info" [size]="14"></svg>Where do I find it?
      </button>
      <div class="st-stack8 st-where-panel">
        <h3 class="st-h4">{{ where().title }}</h3>
        <ol class="st-steps-l">
          @for (step of where().steps; track step) {
            <li>{{ step }}</li>
          }
        </ol>
        <p class="st-path" aria-label="Path at Meta">
          @for (part of where().path; track part; let last = $last) {
            <span>{{ part }}</span>
            @if (!last) {
              <svg mx-icon [icon]="icons.right" [size]="12"></svg>
            }
          }
        </p>
        @if (where().link; as link) {
          <a class="st-link" target="_blank" rel="noopener noreferrer" [href]="link">Open this page at Meta <svg mx-icon [icon]="icons.out" [size]="12"></svg></a>
        } @else {
          <button type="button" class="st-link st-linkbtn" (click)="pop.close()">Close</button>
        }
      </div>
    </mx-popover>
  `,
})
export class WhereHelp {
  readonly topic = input.required<WhereTopic>();
  protected readonly where = computed(() => WHERE[this.topic()]);
  protected readonly icons = { info: iconInfo, right: iconChevronRight, out: iconExternalLink };
}

import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Button, CopyField } from '@mailtrixy/web/shared/ui';
import { EntryCard } from './entry-card';

/** No mail server is needed to run MailTrixy, so this page says what works without one. */
@Component({
  selector: 'mx-forgot-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, CopyField, EntryCard, RouterLink],
  template: `
    <mx-entry-card heading="Forgot your password?" lead="This server does not send e-mail for sign-ins. There are two ways to a new password.">
      <div class="mx-stack">
        <section>
          <h2 class="mx-strong">Ask an Owner or Admin</h2>
          <p class="mx-t2">Under Settings → Members they can make a reset link for you. Open it in this browser and choose a new password. It works once, for a short time.</p>
        </section>
        <section class="mx-col">
          <h2 class="mx-strong">You run the server?</h2>
          <p class="mx-t2">In MailTrixy's folder, this prints a reset link for the person you name:</p>
          <mx-copy-field label="command" value="npm run user -- reset-password" />
        </section>
      </div>
      <div class="mx-entry__act"><a mx-button kind="primary" routerLink="/sign-in">Back to sign-in</a></div>
    </mx-entry-card>
  `,
})
export class ForgotPage {}

import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { Banner, Button, Dialog, Field, Password } from '@mailtrixy/web/shared/ui';
import { ApiProblem, FormField, checkForm, required } from '@mailtrixy/web/shared/util';

/** Over the page when the session has ended: drafts and scroll stay as they are. */
@Component({
  selector: 'mx-sign-in-again',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, Dialog, Field, Password],
  template: `
    <form (submit)="submit($event)" data-testid="sign-in-again" novalidate>
      <mx-dialog heading="Your session has ended" [closable]="false">
        <p class="mx-t2 mx-gap-b">Sign in again as {{ email() }} to go on. What you were writing is kept.</p>
        @if (problem(); as problem) {
          <mx-banner kind="danger" class="mx-gap-b">{{ problem.code === 'SIGN_IN_FAILED' ? 'The password is wrong.' : problem.message }}</mx-banner>
        }
        <input type="email" class="mx-sr" autocomplete="username" tabindex="-1" aria-hidden="true" readonly [value]="email()" />
        <mx-field label="Password" [field]="password"><mx-password /></mx-field>
        <footer dialogFoot class="mx-dialog__foot">
          <span class="mx-grow"></span>
          <button mx-button type="button" (click)="ref.close(false)">Leave the page</button>
          <button mx-button type="submit" kind="primary" [loading]="busy()">Sign in</button>
        </footer>
      </mx-dialog>
    </form>
  `,
})
export class SignInAgain {
  private readonly session = inject(SessionStore);
  protected readonly ref = inject<DialogRef<boolean>>(DialogRef);
  protected readonly email = computed(() => this.session.me()?.user.email ?? '');
  protected readonly password = new FormField('', required('Enter your password.'));
  protected readonly busy = signal(false);
  protected readonly problem = signal<ApiProblem | null>(null);

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy() || !checkForm({ password: this.password })) return;
    this.busy.set(true);
    this.problem.set(null);
    try {
      await this.session.signIn({ email: this.email(), password: this.password.value() });
      this.ref.close(true);
    } catch (error) {
      this.problem.set(ApiProblem.from(error));
    } finally {
      this.busy.set(false);
    }
  }
}

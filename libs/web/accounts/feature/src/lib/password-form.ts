import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { Button, Field, Password } from '@mailtrixy/web/shared/ui';
import { ApiProblem, FormField, Toasts, checkForm, refuseForm, required } from '@mailtrixy/web/shared/util';
import { newPasswordField } from './account-form';
import { PasswordStrength } from './password-strength';

@Component({
  selector: 'mx-password-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Field, Password, PasswordStrength],
  template: `
    <section class="mx-card mx-section">
      <div class="mx-card__head">
        <h2 class="mx-title mx-grow">Password</h2>
        @if (!open()) {
          <button mx-button type="button" size="sm" (click)="open.set(true)">Change…</button>
        }
      </div>
      @if (open()) {
        <form class="mx-card__body mx-stack" novalidate data-testid="password-form" (submit)="submit($event)">
          <mx-field label="Current password" [field]="form.currentPassword"><mx-password name="current-password" /></mx-field>
          <mx-field label="New password" [field]="form.newPassword">
            <mx-password autocomplete="new-password" name="new-password" />
            <mx-password-strength fieldEnd [password]="form.newPassword.value()" />
          </mx-field>
          <div class="mx-row">
            <button mx-button type="submit" kind="primary" [loading]="busy()">Change password</button>
            <button mx-button type="button" kind="ghost" (click)="close()">Cancel</button>
          </div>
        </form>
      }
    </section>
  `,
})
export class PasswordForm {
  private readonly session = inject(SessionStore);
  private readonly toasts = inject(Toasts);
  protected readonly form = { currentPassword: new FormField('', required('Enter your current password.')), newPassword: newPasswordField() };
  protected readonly open = signal(false);
  protected readonly busy = signal(false);

  protected close(): void {
    this.open.set(false);
    this.form.currentPassword.reset('');
    this.form.newPassword.reset('');
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy() || !checkForm(this.form)) return;
    this.busy.set(true);
    try {
      await this.session.changePassword({ currentPassword: this.form.currentPassword.value(), newPassword: this.form.newPassword.value() });
      this.close();
      this.toasts.show('Password changed. Your other sessions are signed out.');
    } catch (error) {
      const problem = ApiProblem.from(error);
      if (problem.code === 'SIGN_IN_FAILED') this.form.currentPassword.refuse('This is not your current password.');
      else if (problem.code === 'PASSWORD_WEAK') this.form.newPassword.refuse(problem.message);
      else if (!refuseForm(this.form, problem)) this.toasts.error(problem.message);
    } finally {
      this.busy.set(false);
    }
  }
}

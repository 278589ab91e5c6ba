import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { SetupApi } from '@mailtrixy/web/accounts/data-access';
import { Banner, Button, EmptyState, Field, Loading, Password, Skeleton, iconUnplug } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Load, checkForm, refuseForm } from '@mailtrixy/web/shared/util';
import { newPasswordField, takeFromFragment } from './account-form';
import { EntryCard } from './entry-card';
import { PasswordStrength } from './password-strength';

/** A new password by the link an admin made. */
@Component({
  selector: 'mx-reset-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, EmptyState, EntryCard, Field, Loading, Password, PasswordStrength, RouterLink, Skeleton],
  template: `
    <mx-entry-card heading="Choose a new password" [lead]="lead()">
      @if (preview.value(); as link) {
        @if (problem(); as problem) {
          <mx-banner class="mx-gap-b" kind="danger" [heading]="problem.message" />
        }
        <form class="mx-entry__fields" data-testid="reset" novalidate (submit)="submit($event)">
          <input type="email" class="mx-sr" autocomplete="username" tabindex="-1" aria-hidden="true" readonly [value]="link.email ?? ''" />
          <mx-field label="New password" [field]="form.password">
            <mx-password autocomplete="new-password" />
            <mx-password-strength fieldEnd [password]="form.password.value()" />
          </mx-field>
          <div class="mx-entry__act mx-entry__act--flush"><button mx-button type="submit" kind="primary" [loading]="busy()">Set password</button></div>
        </form>
      } @else if (preview.problem()) {
        <mx-empty-state [icon]="iconUnplug" heading="This link no longer works" text="Reset links work once and for a short time. Ask an Owner or Admin for a new one.">
          <a mx-button kind="primary" routerLink="/forgot">See the ways</a>
        </mx-empty-state>
      } @else {
        <mx-loading what="the link"><mx-skeleton height="2.25rem" /></mx-loading>
      }
    </mx-entry-card>
  `,
})
export class ResetPage {
  private readonly api = inject(SetupApi);
  private readonly router = inject(Router);
  private readonly token = takeFromFragment('token');
  protected readonly preview = new Load(() => this.api.previewReset(this.token));
  protected readonly form = { password: newPasswordField() };
  protected readonly busy = signal(false);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly lead = computed(() => {
    const email = this.preview.value()?.email;
    return email ? `For ${email}. Your other sessions will be signed out.` : '';
  });
  protected readonly iconUnplug = iconUnplug;

  constructor() {
    void this.preview.run();
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy() || !checkForm(this.form)) return;
    this.busy.set(true);
    this.problem.set(null);
    try {
      await this.api.applyReset({ token: this.token, password: this.form.password.value() });
      await this.router.navigateByUrl('/sign-in?done=reset');
    } catch (error) {
      const problem = ApiProblem.from(error);
      if (!refuseForm(this.form, problem)) this.problem.set(problem);
    } finally {
      this.busy.set(false);
    }
  }
}

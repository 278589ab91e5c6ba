import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { SessionStore, SetupApi } from '@mailtrixy/web/accounts/data-access';
import { Banner, Button, EmptyState, Field, Input, Loading, Password, Skeleton, iconUnplug } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Load, checkForm, refuseForm } from '@mailtrixy/web/shared/util';
import { emailField, nameField, newPasswordField, takeFromFragment } from './account-form';
import { EntryCard } from './entry-card';
import { PasswordStrength } from './password-strength';
import { ROLE_WORDS } from './role-words';

/** A colleague's first visit: name, e-mail and password for the link they got. */
@Component({
  selector: 'mx-invite-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, EmptyState, EntryCard, Field, Input, Loading, Password, PasswordStrength, RouterLink, Skeleton],
  template: `
    <mx-entry-card [heading]="heading()" [lead]="lead()">
      @if (preview.value()) {
        @if (problem(); as problem) {
          <mx-banner class="mx-gap-b" kind="danger" [heading]="problem.message" />
        }
        <form class="mx-entry__fields" data-testid="invite" novalidate (submit)="submit($event)">
          <mx-field label="Name" [field]="form.name"><input mxInput autocomplete="name" /></mx-field>
          <mx-field label="Work e-mail" [field]="form.email"><input mxInput type="email" name="email" autocomplete="username" [readonly]="fixedEmail()" /></mx-field>
          <mx-field label="Password" [field]="form.password">
            <mx-password autocomplete="new-password" />
            <mx-password-strength fieldEnd [password]="form.password.value()" />
          </mx-field>
          <div class="mx-entry__act mx-entry__act--flush"><button mx-button type="submit" kind="primary" [loading]="busy()">Join</button></div>
        </form>
      } @else if (preview.problem()) {
        <mx-empty-state [icon]="iconUnplug" heading="This link no longer works" text="Invitations work once and for a few days. Ask the person who sent it for a new one.">
          <a mx-button kind="primary" routerLink="/sign-in">Go to sign-in</a>
        </mx-empty-state>
      } @else {
        <mx-loading what="the invitation"><div class="mx-stack"><mx-skeleton height="2.25rem" /><mx-skeleton height="2.25rem" /><mx-skeleton height="2.25rem" /></div></mx-loading>
      }
    </mx-entry-card>
  `,
})
export class InvitePage {
  private readonly api = inject(SetupApi);
  private readonly session = inject(SessionStore);
  private readonly router = inject(Router);
  private readonly token = takeFromFragment('token');
  protected readonly preview = new Load(() => this.api.previewInvitation(this.token));
  protected readonly form = { name: nameField(), email: emailField(), password: newPasswordField() };
  protected readonly busy = signal(false);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly fixedEmail = computed(() => this.preview.value()?.email !== null);
  protected readonly heading = computed(() => {
    const preview = this.preview.value();
    return preview ? `Join ${preview.workspaceName}` : 'Join';
  });
  protected readonly lead = computed(() => {
    const role = this.preview.value()?.role;
    return role ? `You are invited as ${ROLE_WORDS[role].label}: ${ROLE_WORDS[role].can}.` : '';
  });
  protected readonly iconUnplug = iconUnplug;

  constructor() {
    void this.open();
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy() || !checkForm(this.form)) return;
    this.busy.set(true);
    this.problem.set(null);
    try {
      await this.session.acceptInvitation({ token: this.token, name: this.form.name.value().trim(), email: this.form.email.value().trim(), password: this.form.password.value() });
      await this.router.navigateByUrl('/inbox');
    } catch (error) {
      const problem = ApiProblem.from(error);
      if (!refuseForm(this.form, problem)) this.problem.set(problem);
    } finally {
      this.busy.set(false);
    }
  }

  private async open(): Promise<void> {
    await this.preview.run();
    this.form.email.reset(this.preview.value()?.email ?? '');
  }
}

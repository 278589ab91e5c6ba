import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import type { CreatedLink, Role } from '@mailtrixy/shared/dto';
import { MembersApi, SessionStore } from '@mailtrixy/web/accounts/data-access';
import { Banner, Button, CopyField, Dialog, Field, Input, Select } from '@mailtrixy/web/shared/ui';
import { ApiProblem, FormField, checkForm, emailAddress, formatFull, refuseForm, uuidv7 } from '@mailtrixy/web/shared/util';
import { ROLE_OPTIONS, ROLE_WORDS } from './role-words';

/** Makes an invitation link. No mail is sent: the link is shown once, to be passed on. */
@Component({
  selector: 'mx-invite-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, CopyField, Dialog, Field, Input, Select],
  template: `
    <form novalidate data-testid="invite-dialog" (submit)="submit($event)">
      <mx-dialog heading="Invite a colleague">
        @if (link(); as link) {
          <p class="mx-t2 mx-gap-b">Send this link yourself, in a chat or by e-mail. It is shown only now, works once, and ends {{ until(link) }}.</p>
          <mx-copy-field label="Invitation link" [value]="link.url" />
        } @else {
          <div class="mx-stack">
            @if (problem(); as problem) {
              <mx-banner kind="danger" [heading]="problem.message" />
            }
            <mx-field label="E-mail" optional [field]="form.email" hint="Only this person can then use the link. Empty: whoever has the link."><input mxInput type="email" autocomplete="off" /></mx-field>
            <mx-field label="Role" [hint]="can()"><mx-select [options]="roles()" [(value)]="role" /></mx-field>
          </div>
        }
        <footer dialogFoot class="mx-dialog__foot">
          <span class="mx-grow"></span>
          @if (link()) {
            <button mx-button type="button" kind="primary" (click)="ref.close()">Done</button>
          } @else {
            <button mx-button type="button" (click)="ref.close()">Cancel</button>
            <button mx-button type="submit" kind="primary" [loading]="busy()">Make the link</button>
          }
        </footer>
      </mx-dialog>
    </form>
  `,
})
export class InviteDialog {
  private readonly api = inject(MembersApi);
  private readonly session = inject(SessionStore);
  /** One id for all tries of this dialog: a repeated click makes one invitation. */
  private readonly clientId = uuidv7();
  protected readonly ref = inject(DialogRef);
  protected readonly form = { email: new FormField('', emailAddress()) };
  protected readonly role = signal<Role | null>('agent');
  protected readonly can = computed(() => `Can use ${ROLE_WORDS[this.role() ?? 'agent'].can}.`);
  protected readonly roles = computed(() => ROLE_OPTIONS.filter((option) => option.value !== 'owner' || this.session.me()?.role === 'owner'));
  protected readonly link = signal<CreatedLink | null>(null);
  protected readonly busy = signal(false);
  protected readonly problem = signal<ApiProblem | null>(null);

  protected until(link: CreatedLink): string {
    return formatFull(link.expiresAt);
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy() || this.link() || !checkForm(this.form)) return;
    this.busy.set(true);
    this.problem.set(null);
    try {
      const email = this.form.email.value().trim();
      this.link.set(await this.api.invite({ clientId: this.clientId, role: this.role() ?? 'agent', ...(email ? { email } : {}) }));
    } catch (error) {
      const problem = ApiProblem.from(error);
      if (problem.code === 'EMAIL_TAKEN') this.form.email.refuse('This person is a member already.');
      else if (!refuseForm(this.form, problem)) this.problem.set(problem);
    } finally {
      this.busy.set(false);
    }
  }
}

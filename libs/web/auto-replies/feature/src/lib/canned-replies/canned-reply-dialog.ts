import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, ElementRef, inject, signal, viewChild } from '@angular/core';
import { CANNED_BODY_MAX, type CannedReply, type CannedScope } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { CannedRepliesApi } from '@mailtrixy/web/inbox/data-access';
import { Banner, Button, Dialog, Field, Input, Menu, MenuTrigger, RadioGroup, type MenuEntry, type RadioOption } from '@mailtrixy/web/shared/ui';
import { ApiProblem, FormField, checkForm, insertText, matches, refuseForm, required, uuidv7 } from '@mailtrixy/web/shared/util';

/** Writes a canned reply. Closes with the saved one. */
@Component({
  selector: 'mx-canned-reply-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, Dialog, Field, Input, Menu, MenuTrigger, RadioGroup],
  template: `
    <mx-dialog [heading]="reply ? 'Edit canned reply' : 'New canned reply'">
      <form id="canned-form" class="mx-stack" novalidate (submit)="$event.preventDefault(); save()">
        @if (failed(); as words) {
          <mx-banner kind="danger" heading="Not saved">{{ words }}</mx-banner>
        }
        <mx-field label="Name" [field]="form.name" required><input mxInput dir="auto" maxlength="100" autocomplete="off" data-testid="canned-name" /></mx-field>
        <mx-field label="Shortcut" [field]="form.shortcut" required hint="Letters, digits, - and _. Typed after /."><input mxInput class="mx-input--mono" maxlength="40" autocomplete="off" spellcheck="false" data-testid="canned-shortcut" /></mx-field>
        <mx-field label="Reply" [field]="form.body" required hint="Fields in {{ '{{…}}' }} are filled in when it is used."><textarea #box mxInput rows="5" dir="auto" [attr.maxlength]="max" data-testid="canned-body"></textarea></mx-field>
        <span><button mx-button type="button" size="sm" [mxMenuTriggerFor]="menu">Insert a field</button><ng-template #menu><mx-menu label="Fields" [entries]="fields" (picked)="insert($event)" /></ng-template></span>
        <mx-radio-group label="Who may use it" [options]="scopes" [value]="scope()" (valueChange)="scope.set($event ?? 'me')" />
      </form>
      <footer dialogFoot class="mx-dialog__foot"><button mx-button type="button" (click)="ref.close()">Cancel</button><button mx-button type="submit" form="canned-form" kind="primary" data-testid="save-canned" [loading]="saving()">Save</button></footer>
    </mx-dialog>
  `,
})
export class CannedReplyDialog {
  private readonly api = inject(CannedRepliesApi);
  private readonly session = inject(SessionStore);
  private readonly box = viewChild<ElementRef<HTMLTextAreaElement>>('box');
  protected readonly ref = inject<DialogRef<CannedReply>>(DialogRef);
  protected readonly reply = inject<CannedReply | null>(DIALOG_DATA);
  protected readonly form = {
    name: new FormField(this.reply?.name ?? '', required('Give it a name.')),
    shortcut: new FormField(this.reply?.shortcut ?? '', required('Give it a shortcut.'), matches(/^[\p{L}\p{N}_-]+$/u, 'Use letters, digits, - and _ only.')),
    body: new FormField(this.reply?.body ?? '', required('Write the reply.')),
  };
  protected readonly scope = signal<CannedScope>(this.reply?.scope ?? 'me');
  protected readonly scopes: RadioOption<CannedScope>[] = [
    { value: 'me', label: 'Only me' },
    { value: 'all', label: 'Everybody', hint: 'Rules can send it too.', disabled: !this.session.can('rules.manage') },
  ];
  protected readonly fields: MenuEntry[] = [
    { value: '{{contact.first_name}}', label: 'Customer’s first name' },
    { value: '{{contact.name}}', label: 'Customer’s name' },
    { value: '{{contact.attributes.order_number}}', label: 'A noted detail, e.g. order number' },
    { value: '{{agent.name}}', label: 'Your name' },
    { value: '{{workspace.name}}', label: 'Workspace' },
  ];
  protected readonly saving = signal(false);
  protected readonly failed = signal<string | null>(null);
  protected readonly max = CANNED_BODY_MAX;
  private readonly clientId = uuidv7();

  protected insert(field: string): void {
    const box = this.box()?.nativeElement;
    if (box) insertText(box, field);
  }

  protected async save(): Promise<void> {
    if (this.saving() || !checkForm(this.form)) return;
    this.saving.set(true);
    this.failed.set(null);
    const request = { name: this.form.name.value().trim(), shortcut: this.form.shortcut.value().trim(), body: this.form.body.value(), scope: this.scope() };
    try {
      this.ref.close(await (this.reply ? this.api.update(this.reply.id, { ...request, version: this.reply.version }) : this.api.create({ ...request, clientId: this.clientId })));
    } catch (error) {
      const problem = ApiProblem.from(error);
      if (problem.code === 'NAME_TAKEN') this.form.shortcut.refuse(problem.message);
      else if (!refuseForm(this.form, problem)) this.failed.set(problem.message);
    } finally {
      this.saving.set(false);
    }
  }
}

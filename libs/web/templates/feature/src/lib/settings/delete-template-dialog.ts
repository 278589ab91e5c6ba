import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { Button, Dialog, RadioGroup, type RadioOption } from '@mailtrixy/web/shared/ui';

export type DeleteScope = 'one' | 'all';
export interface DeleteQuestion {
  name: string;
  language: string;
  languages: number;
  approved: boolean;
}

/** Names what goes, and what Meta does with the name. */
@Component({
  selector: 'mx-delete-template-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Dialog, RadioGroup],
  template: `
    <mx-dialog [heading]="'Delete ' + question.name + '?'">
      @if (options.length > 1) {
        <mx-radio-group label="What" [options]="options" [value]="scope()" (valueChange)="scope.set($event ?? 'one')" />
      } @else {
        <p>The template in {{ question.language }} is deleted at Meta.</p>
      }
      <p class="mx-t2">Messages that were sent with it stay.@if (question.approved) { Meta blocks the name of a deleted approved template for 30 days.}</p>
      <footer dialogFoot class="mx-dialog__foot">
        <span class="mx-grow"></span>
        <button mx-button type="button" (click)="ref.close()">Cancel</button>
        <button mx-button type="button" kind="danger" data-testid="confirm-delete" (click)="ref.close(scope())">{{ scope() === 'all' ? 'Delete all languages' : 'Delete ' + question.language }}</button>
      </footer>
    </mx-dialog>
  `,
})
export class DeleteTemplateDialog {
  protected readonly ref = inject<DialogRef<DeleteScope>>(DialogRef);
  protected readonly question = inject<DeleteQuestion>(DIALOG_DATA);
  protected readonly scope = signal<DeleteScope>('one');
  protected readonly options: RadioOption<DeleteScope>[] =
    this.question.languages > 1
      ? [
          { value: 'one', label: `Only ${this.question.language}` },
          { value: 'all', label: `All ${this.question.languages} languages` },
        ]
      : [{ value: 'one', label: this.question.language }];
}

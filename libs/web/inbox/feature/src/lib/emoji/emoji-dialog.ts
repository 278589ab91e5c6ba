import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { Dialog } from '@mailtrixy/web/shared/ui';
import { EmojiPicker } from './emoji-picker';

/** The picker as a dialog of its own, for a reaction. Closes with the emoji. */
@Component({
  selector: 'mx-emoji-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Dialog, EmojiPicker],
  template: `<mx-dialog heading="React"><mx-emoji-picker (picked)="ref.close($event)" /></mx-dialog>`,
})
export class EmojiDialog {
  protected readonly ref = inject<DialogRef<string>>(DialogRef);
}

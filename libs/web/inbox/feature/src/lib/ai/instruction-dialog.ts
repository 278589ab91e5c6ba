import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { Button, Dialog } from '@mailtrixy/web/shared/ui';

/** Closes with what the draft should be like. */
@Component({
  selector: 'mx-instruction-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Dialog],
  template: `
    <mx-dialog heading="Draft with an instruction">
      <form id="instruction" (submit)="$event.preventDefault(); ref.close(box.value.trim())">
        <label class="mx-field"><span class="mx-field__label">What should it do?</span><textarea #box class="mx-input" rows="3" dir="auto" maxlength="1000" placeholder="Offer the express option first."></textarea></label>
      </form>
      <footer dialogFoot class="mx-dialog__foot"><button mx-button type="button" (click)="ref.close()">Cancel</button><button mx-button type="submit" form="instruction" kind="primary">Draft</button></footer>
    </mx-dialog>
  `,
})
export class InstructionDialog {
  protected readonly ref = inject<DialogRef<string>>(DialogRef);
}

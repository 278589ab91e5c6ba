import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { Button } from './button';
import { Dialog } from './dialog';
import { Field } from './field';
import { Input } from './input';

export interface ConfirmRequest {
  /** A question that names the thing: "Delete the channel WhatsApp EU?" */
  heading: string;
  text: string;
  confirmLabel: string;
  danger?: boolean;
  /** The name that must be typed; only for deleting a channel or the workspace. */
  typeToConfirm?: string;
}

@Component({
  selector: 'mx-confirm-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Dialog, Field, Input],
  template: `
    <mx-dialog [heading]="request.heading" [closable]="false">
      <p class="mx-t2 mx-pre">{{ request.text }}</p>
      @if (request.typeToConfirm; as name) {
        <mx-field class="mx-gap-t" [label]="'Type ' + name + ' to confirm'">
          <input #box mxInput autocomplete="off" [value]="typed()" (input)="typed.set(box.value)" />
        </mx-field>
      }
      <footer dialogFoot class="mx-dialog__foot">
        <span class="mx-grow"></span>
        <button mx-button type="button" (click)="ref.close(false)">Cancel</button>
        <button mx-button type="button" data-testid="confirm" [kind]="request.danger ? 'danger' : 'primary'" [disabled]="!ready()" (click)="ref.close(true)">{{ request.confirmLabel }}</button>
      </footer>
    </mx-dialog>
  `,
})
export class ConfirmDialog {
  protected readonly ref = inject<DialogRef<boolean>>(DialogRef);
  protected readonly request = inject<ConfirmRequest>(DIALOG_DATA);
  protected readonly typed = signal('');
  protected readonly ready = computed(() => !this.request.typeToConfirm || this.typed().trim() === this.request.typeToConfirm);
}

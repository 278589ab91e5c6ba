import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { Button, Dialog, Field, Input } from '@mailtrixy/web/shared/ui';
import { FormField, checkForm } from '@mailtrixy/web/shared/util';

export interface JsonQuestion {
  heading: string;
  label: string;
  hint: string;
  value: unknown;
  action: string;
}

/** Asks for a JSON object: the answers of a form, or a message of the user's own making. */
@Component({
  selector: 'mx-json-dialog',
  imports: [Button, Dialog, Field, Input],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <mx-dialog [heading]="data.heading">
      <form id="json-form" novalidate (submit)="$event.preventDefault(); save()">
        <mx-field [label]="data.label" [hint]="data.hint" [field]="json"><textarea mxInput class="mx-input--mono" rows="8" spellcheck="false" data-testid="sim-json"></textarea></mx-field>
      </form>
      <footer dialogFoot class="mx-dialog__foot">
        <span class="mx-grow"></span>
        <button mx-button type="button" (click)="ref.close()">Cancel</button>
        <button mx-button type="submit" form="json-form" kind="primary" data-testid="sim-json-send">{{ data.action }}</button>
      </footer>
    </mx-dialog>
  `,
})
export class JsonDialog {
  protected readonly ref = inject<DialogRef<Record<string, unknown>>>(DialogRef);
  protected readonly data = inject<JsonQuestion>(DIALOG_DATA);
  protected readonly json = new FormField(JSON.stringify(this.data.value, null, 2), (text) => (parsed(text) ? null : 'Write a JSON object, for example {"slot": "10:30"}.'));

  protected save(): void {
    if (!checkForm({ json: this.json })) return;
    this.ref.close(parsed(this.json.value()) ?? undefined);
  }
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { LABEL_COLOURS, LABEL_NAME_MAX, type Label, type LabelColour } from '@mailtrixy/shared/dto';
import { LabelsApi } from '@mailtrixy/web/inbox/data-access';
import { Banner, Button, Dialog, Field, Input, LabelChip } from '@mailtrixy/web/shared/ui';
import { ApiProblem, FormField, checkForm, refuseForm, required, uuidv7 } from '@mailtrixy/web/shared/util';

/** Makes or changes a label. Closes with the saved one. */
@Component({
  selector: 'mx-label-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, Dialog, Field, Input, LabelChip],
  template: `
    <mx-dialog [heading]="label ? 'Edit label' : 'New label'">
      <form id="label-form" class="mx-stack" novalidate (submit)="$event.preventDefault(); save()">
        @if (failed(); as words) {
          <mx-banner kind="danger" heading="Not saved">{{ words }}</mx-banner>
        }
        <mx-field label="Name" [field]="form.name" required><input mxInput dir="auto" [attr.maxlength]="max" autocomplete="off" data-testid="label-name" /></mx-field>
        <fieldset class="colours">
          <legend class="mx-field__label">Colour</legend>
          @for (one of colours; track one) {
            <label><input type="radio" name="colour" class="mx-sr" [value]="one" [checked]="colour() === one" (change)="colour.set(one)" /><mx-label-chip [colour]="one" [large]="true">{{ one }}</mx-label-chip></label>
          }
        </fieldset>
        <mx-field label="Meaning" [field]="form.description" optional hint="Shown in Settings, and to the AI when it suggests labels."><input mxInput dir="auto" maxlength="255" autocomplete="off" /></mx-field>
      </form>
      <footer dialogFoot class="mx-dialog__foot"><button mx-button type="button" (click)="ref.close()">Cancel</button><button mx-button type="submit" form="label-form" kind="primary" data-testid="save-label" [loading]="saving()">Save</button></footer>
    </mx-dialog>
  `,
  styles: `
    .colours { display: flex; flex-wrap: wrap; gap: var(--mx-3); border: 0; margin: 0; padding: 0; }
    .colours > legend { margin-block-end: var(--mx-2); }
    .colours > label { position: relative; cursor: pointer; padding: .125rem; border: 2px solid transparent; border-radius: var(--mx-r-control); }
    .colours > label:has(:checked) { border-color: var(--mx-accent); }
    .colours > label:has(:focus-visible) { outline: 2px solid var(--mx-focus); outline-offset: 1px; }
  `,
})
export class LabelDialog {
  private readonly api = inject(LabelsApi);
  protected readonly ref = inject<DialogRef<Label>>(DialogRef);
  protected readonly label = inject<Label | null>(DIALOG_DATA);
  protected readonly form = { name: new FormField(this.label?.name ?? '', required('Give the label a name.')), description: new FormField(this.label?.description ?? '') };
  protected readonly colour = signal<LabelColour>(this.label?.colour ?? 'blue');
  protected readonly saving = signal(false);
  protected readonly failed = signal<string | null>(null);
  protected readonly colours = LABEL_COLOURS;
  protected readonly max = LABEL_NAME_MAX;
  private readonly clientId = uuidv7();

  protected async save(): Promise<void> {
    if (this.saving() || !checkForm(this.form)) return;
    this.saving.set(true);
    const request = { name: this.form.name.value().trim(), colour: this.colour(), description: this.form.description.value().trim() };
    try {
      this.ref.close(await (this.label ? this.api.update(this.label.id, { ...request, version: this.label.version }) : this.api.create({ ...request, clientId: this.clientId })));
    } catch (error) {
      const problem = ApiProblem.from(error);
      if (problem.code === 'NAME_TAKEN') this.form.name.refuse(problem.message);
      else if (!refuseForm(this.form, problem)) this.failed.set(problem.message);
    } finally {
      this.saving.set(false);
    }
  }
}

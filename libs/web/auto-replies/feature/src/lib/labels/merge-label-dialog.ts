import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import type { Label } from '@mailtrixy/shared/dto';
import { LabelsApi, LabelsStore } from '@mailtrixy/web/inbox/data-access';
import { Banner, Button, Combobox, Dialog, Field } from '@mailtrixy/web/shared/ui';
import { ApiProblem } from '@mailtrixy/web/shared/util';

/** Conversations of one label get another instead. Closes with the label that stays. */
@Component({
  selector: 'mx-merge-label-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, Combobox, Dialog, Field],
  template: `
    <mx-dialog [heading]="'Merge “' + label.name + '”'">
      @if (failed(); as words) {
        <mx-banner kind="danger" heading="Not merged">{{ words }}</mx-banner>
      }
      <mx-field label="Into" [hint]="label.conversations + ' conversations get the other label; this one is gone.'"><mx-combobox label="Into" [options]="options()" [(value)]="into" /></mx-field>
      <footer dialogFoot class="mx-dialog__foot"><button mx-button type="button" (click)="ref.close()">Cancel</button><button mx-button type="button" kind="primary" [disabled]="!into()" [loading]="busy()" (click)="merge()">Merge</button></footer>
    </mx-dialog>
  `,
})
export class MergeLabelDialog {
  private readonly api = inject(LabelsApi);
  private readonly store = inject(LabelsStore);
  protected readonly ref = inject<DialogRef<Label>>(DialogRef);
  protected readonly label = inject<Label>(DIALOG_DATA);
  protected readonly into = signal<string | null>(null);
  protected readonly busy = signal(false);
  protected readonly failed = signal<string | null>(null);
  protected readonly options = computed(() => this.store.all().filter(({ id }) => id !== this.label.id).map(({ id, name }) => ({ value: id, label: name })));

  protected async merge(): Promise<void> {
    const into = this.into();
    if (!into || this.busy()) return;
    this.busy.set(true);
    try {
      this.ref.close(await this.api.merge(this.label.id, into));
    } catch (error) {
      this.failed.set(ApiProblem.from(error).message);
    } finally {
      this.busy.set(false);
    }
  }
}

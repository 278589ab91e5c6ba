import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { Button, Dialog, RadioGroup } from '@mailtrixy/web/shared/ui';
import type { PhoneRow } from './phone-view';

/** The sheet that a list message opens: one row is chosen and sent. */
@Component({
  selector: 'mx-list-sheet',
  imports: [Button, Dialog, RadioGroup],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <mx-dialog [heading]="data.heading">
      <mx-radio-group label="Rows" [options]="options" [value]="chosen()" (valueChange)="chosen.set($event)" />
      <footer dialogFoot class="mx-dialog__foot">
        <span class="mx-grow"></span>
        <button mx-button type="button" (click)="ref.close()">Cancel</button>
        <button mx-button type="button" kind="primary" data-testid="sim-list-send" [disabled]="!ready()" (click)="ref.close(chosen() ?? undefined)">Send</button>
      </footer>
    </mx-dialog>
  `,
})
export class ListSheet {
  protected readonly ref = inject<DialogRef<string>>(DialogRef);
  protected readonly data = inject<{ heading: string; rows: PhoneRow[] }>(DIALOG_DATA);
  protected readonly options = this.data.rows.map(({ id, title, description, section }) => ({ value: id, label: title, hint: [section, description].filter((words) => words !== '').join(' · ') }));
  protected readonly chosen = signal<string | null>(this.data.rows[0]?.id ?? null);
  protected readonly ready = computed(() => this.chosen() !== null);
}

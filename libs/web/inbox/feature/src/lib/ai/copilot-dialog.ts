import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import type { CopilotResult } from '@mailtrixy/shared/dto';
import { LabelsApi, LabelsStore } from '@mailtrixy/web/inbox/data-access';
import { Button, Dialog, LabelChip } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Toasts, copyText } from '@mailtrixy/web/shared/util';

/** What the AI says about the conversation: a summary, or labels to set. */
@Component({
  selector: 'mx-copilot-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Dialog, LabelChip],
  template: `
    <mx-dialog [heading]="data.wish === 'summarise' ? 'Summary' : 'Suggested labels'">
      @if (data.wish === 'summarise') {
        <p class="text" dir="auto" data-testid="copilot-text">{{ data.result.text }}</p>
        <p class="mx-hint">Written by the AI from this conversation. Notes were not read.</p>
      } @else {
        <p class="labels">@for (label of labels(); track label.id) {<mx-label-chip [colour]="label.colour" [large]="true">{{ label.name }}</mx-label-chip>} @empty {<span class="mx-t2">None of your labels fits.</span>}</p>
      }
      <footer dialogFoot class="mx-dialog__foot">
        <button mx-button type="button" (click)="ref.close()">Close</button>
        @if (data.wish === 'summarise') {<button mx-button type="button" (click)="copy()">Copy</button>} @else if (labels().length) {<button mx-button type="button" kind="primary" [loading]="busy()" (click)="set()">Set these</button>}
      </footer>
    </mx-dialog>
  `,
  styles: '.text { white-space: pre-wrap; overflow-wrap: anywhere; margin-block-end: var(--mx-4); } .labels { display: flex; flex-wrap: wrap; gap: var(--mx-3); }',
})
export class CopilotDialog {
  private readonly api = inject(LabelsApi);
  private readonly store = inject(LabelsStore);
  private readonly toasts = inject(Toasts);
  protected readonly ref = inject(DialogRef);
  protected readonly data = inject<{ conversationId: string; wish: 'summarise' | 'suggest_labels'; result: CopilotResult }>(DIALOG_DATA);
  protected readonly labels = computed(() => this.store.all().filter(({ id }) => this.data.result.labelIds.includes(id)));
  protected readonly busy = signal(false);

  constructor() {
    void this.store.load();
  }

  protected async copy(): Promise<void> {
    if (await copyText(this.data.result.text)) this.toasts.show('Copied');
  }

  protected async set(): Promise<void> {
    this.busy.set(true);
    try {
      await this.api.set(this.data.conversationId, { add: this.labels().map(({ id }) => id), remove: [] });
      this.ref.close();
    } catch (error) {
      this.toasts.error(ApiProblem.from(error).message);
      this.busy.set(false);
    }
  }
}

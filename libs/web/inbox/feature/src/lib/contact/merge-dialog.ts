import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import type { ContactRef } from '@mailtrixy/shared/dto';
import { knownIdentities } from '@mailtrixy/web/inbox/ui';
import { Avatar, Button, Dialog } from '@mailtrixy/web/shared/ui';

export interface MergeDialogData {
  kept: ContactRef;
  other: ContactRef;
  reason: string;
}

/** Two contacts side by side. Closes with true when they are one person. */
@Component({
  selector: 'mx-merge-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Avatar, Button, Dialog],
  template: `
    <mx-dialog heading="Same person?">
      <p class="why">{{ data.reason }}. Merging moves conversations, numbers and names of the right one into the left one. It can be undone.</p>
      <div class="sides">
        @for (side of sides; track side.contact.id) {
          <section [attr.aria-label]="side.label">
            <p class="label">{{ side.label }}</p>
            <div class="who"><mx-avatar [id]="side.contact.id" [name]="side.contact.displayName" [size]="40" /><b dir="auto">{{ side.contact.displayName }}</b></div>
            <dl>
              <dt>Saved name</dt>
              <dd dir="auto">{{ side.contact.savedName ?? '–' }}</dd>
              <dt>WhatsApp name</dt>
              <dd dir="auto">{{ side.contact.profileName ?? '–' }}</dd>
              @for (identity of side.identities; track $index) {
                <dt>{{ identity.label }}</dt>
                <dd>{{ identity.words }}</dd>
              }
            </dl>
          </section>
        }
      </div>
      <footer dialogFoot class="mx-dialog__foot">
        <button mx-button type="button" (click)="ref.close(false)">Keep apart</button>
        <button mx-button type="button" kind="primary" data-testid="merge" (click)="ref.close(true)">Merge</button>
      </footer>
    </mx-dialog>
  `,
  styles: `
    .why { margin: 0 0 .75rem; max-inline-size: 36rem; color: var(--mx-text-2); }
    .sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .75rem; }
    section { padding: .75rem; border: 1px solid var(--mx-border); border-radius: 10px; min-inline-size: 0; }
    .label { margin: 0 0 .5rem; font: var(--mx-small); color: var(--mx-text-3); }
    .who { display: flex; align-items: center; gap: .625rem; min-inline-size: 0; overflow-wrap: anywhere; }
    dl { display: grid; grid-template-columns: 7rem minmax(0, 1fr); gap: .25rem .5rem; margin: .75rem 0 0; }
    dt { color: var(--mx-text-3); }
    dd { margin: 0; overflow-wrap: anywhere; }
  `,
})
export class MergeDialog {
  protected readonly ref = inject<DialogRef<boolean>>(DialogRef);
  protected readonly data = inject<MergeDialogData>(DIALOG_DATA);
  protected readonly sides = [
    { label: 'This contact stays', contact: this.data.kept, identities: knownIdentities(this.data.kept) },
    { label: 'This one goes into it', contact: this.data.other, identities: knownIdentities(this.data.other) },
  ];
}

import { ChangeDetectionStrategy, Component, effect, inject, input, output, signal, untracked } from '@angular/core';
import type { ContactDuplicate, ContactRef } from '@mailtrixy/shared/dto';
import { InboxApi, requestFailure } from '@mailtrixy/web/inbox/data-access';
import { Button, Dialogs } from '@mailtrixy/web/shared/ui';
import { Toasts } from '@mailtrixy/web/shared/util';
import type { MergeDialogData } from './merge-dialog';

/** "Looks like Jo Okafor (same number)": someone who may be the same person, and the way to make them one. */
@Component({
  selector: 'mx-duplicate-note',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button],
  template: `
    @for (one of duplicates(); track one.contact.id) {
      <p data-testid="duplicate">
        <span dir="auto">Looks like <b>{{ one.contact.displayName }}</b> ({{ one.reason }})</span>
        <button mx-button type="button" size="xs" (click)="compare(one)">Compare…</button>
      </p>
    }
  `,
  styles: `
    :host { display: block; }
    p { display: flex; align-items: center; gap: .5rem; margin: 0 1rem .625rem; padding: .5rem .625rem; border-radius: 8px; background: var(--mx-info-bg); color: var(--mx-info); font: var(--mx-small); }
    p > span { flex: 1; min-inline-size: 0; overflow-wrap: anywhere; }
  `,
})
export class DuplicateNote {
  private readonly api = inject(InboxApi);
  private readonly dialogs = inject(Dialogs);
  private readonly toasts = inject(Toasts);
  readonly contact = input.required<ContactRef>();
  /** Merged, or parted again: what is known of the contact is old. */
  readonly changed = output();
  protected readonly duplicates = signal<readonly ContactDuplicate[]>([]);

  constructor() {
    let shown = '';
    effect(() => {
      const { id } = this.contact();
      if (id === shown) return;
      shown = id;
      untracked(() => void this.read(id));
    });
  }

  protected async compare(duplicate: ContactDuplicate): Promise<void> {
    const kept = this.contact();
    const { MergeDialog } = await import('./merge-dialog');
    const merge = await this.dialogs.open<boolean, MergeDialogData>(MergeDialog, { data: { kept, other: duplicate.contact, reason: duplicate.reason }, label: 'Same person?' });
    if (!merge) return;
    try {
      const done = await this.api.mergeContacts(kept.id, duplicate.contact.id);
      this.renew(kept.id);
      this.toasts.show(`Merged with ${done.mergedName}`, done.undoable ? { label: 'Undo', run: () => void this.undo(done.id, kept.id) } : null);
    } catch (error) {
      this.toasts.error(`Not merged: ${requestFailure(error).words}`);
    }
  }

  private async undo(mergeId: string, contactId: string): Promise<void> {
    try {
      await this.api.undoMerge(mergeId);
      this.renew(contactId);
      this.toasts.show('They are two contacts again');
    } catch (error) {
      this.toasts.error(`Could not be undone: ${requestFailure(error).words}`);
    }
  }

  private renew(contactId: string): void {
    this.changed.emit();
    void this.read(contactId);
  }

  /** A suggestion that cannot be had is no trouble of the agent's. */
  private async read(contactId: string): Promise<void> {
    this.duplicates.set([]);
    const found = await this.api.duplicates(contactId).catch(() => []);
    if (this.contact().id === contactId) this.duplicates.set(found);
  }
}

import { ChangeDetectionStrategy, Component, effect, inject, input, output, signal, untracked } from '@angular/core';
import type { ContactDuplicate, ContactMerge, ContactRef } from '@mailtrixy/shared/dto';
import { InboxApi, requestFailure } from '@mailtrixy/web/inbox/data-access';
import { Button, Dialogs } from '@mailtrixy/web/shared/ui';
import { formatDate, Toasts } from '@mailtrixy/web/shared/util';
import type { MergeDialogData } from './merge-dialog';

/** Older ones are rarely wanted back. */
const SHOWN = 3;

/** "Looks like Jo Okafor (same number)": someone who may be the same person and the way to make them one; and who was merged, with the way back. */
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
    @for (one of merges(); track one.id) {
      <p class="merged" data-testid="merged">
        <span dir="auto">{{ one.by ? 'Merged' : 'Joined by itself' }} with <b>{{ one.mergedName }}</b>, {{ day(one.at) }}</span>
        <button mx-button type="button" size="xs" [attr.aria-label]="'Separate from ' + one.mergedName" [disabled]="parting()" (click)="undo(one.id, contact().id)">Separate</button>
      </p>
    }
  `,
  styles: `
    :host { display: block; }
    p { display: flex; align-items: center; gap: .5rem; margin: 0 1rem .625rem; padding: .5rem .625rem; border-radius: 8px; background: var(--mx-info-bg); color: var(--mx-info); font: var(--mx-small); }
    p.merged { background: var(--mx-sunken); color: var(--mx-text-2); }
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
  protected readonly merges = signal<readonly ContactMerge[]>([]);
  protected readonly parting = signal(false);
  protected readonly day = formatDate;

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

  protected async undo(mergeId: string, contactId: string): Promise<void> {
    this.parting.set(true);
    try {
      await this.api.undoMerge(mergeId);
      this.renew(contactId);
      this.toasts.show('They are two contacts again');
    } catch (error) {
      this.toasts.error(`Could not be undone: ${requestFailure(error).words}`);
    } finally {
      this.parting.set(false);
    }
  }

  private renew(contactId: string): void {
    this.changed.emit();
    void this.read(contactId);
  }

  /** What cannot be had here is no trouble of the agent's. */
  private async read(contactId: string): Promise<void> {
    this.duplicates.set([]);
    this.merges.set([]);
    const [duplicates, merges] = await Promise.all([this.api.duplicates(contactId).catch(() => []), this.api.merges(contactId).catch(() => [])]);
    if (this.contact().id !== contactId) return;
    this.duplicates.set(duplicates);
    this.merges.set(merges.filter(({ undoable }) => undoable).slice(0, SHOWN));
  }
}

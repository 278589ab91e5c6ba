import { computed, signal, type Signal } from '@angular/core';
import type { AutoReplyRule } from '@mailtrixy/shared/dto';
import { changedParts, draftOf, newDraft, type RuleDraft } from './rule-draft';

/** A draft, the rule as it was when the draft began, and what became of that rule since: nobody's change is lost unseen. */
export class RuleEditing {
  private readonly began = signal<AutoReplyRule | null>(null);
  readonly draft = signal<RuleDraft>(newDraft());
  /** What goes along when it is saved. Null: it will be a new rule. */
  readonly seen = computed(() => (this.gone() ? null : this.began()));
  readonly base = computed<RuleDraft>(() => {
    const rule = this.began();
    return rule ? draftOf(rule) : newDraft();
  });
  readonly changed = computed(() => changedParts(this.draft(), this.base()));
  /** What somebody else saved while this was written; null when nothing stands against the draft. */
  readonly theirs = computed(() => {
    const [began, newest] = [this.began(), this.newest()];
    return began && newest && newest.version > began.version ? newest : null;
  });
  readonly theirChanges = computed(() => {
    const theirs = this.theirs();
    return theirs ? changedParts(draftOf(theirs), this.base()) : [];
  });
  /** Somebody deleted it while this was written. */
  readonly gone = computed(() => this.began() !== null && this.newest() === null);

  /** @param newest the rule as the list has it; null when it is not in there */
  constructor(private readonly newest: Signal<AutoReplyRule | null>) {}

  begin(rule: AutoReplyRule | null, draft: RuleDraft = rule ? draftOf(rule) : newDraft()): void {
    this.began.set(rule);
    this.draft.set(draft);
  }

  /** After the list changed. Where nothing is written the newest is shown; on and off are switched in the list, which no draft turns back. */
  follow(): void {
    const theirs = this.theirs();
    if (!theirs) return;
    if (!this.changed().length) this.begin(theirs);
    else if (this.theirChanges().every((part) => part === 'enabled')) this.keepMine();
  }

  takeTheirs(): void {
    this.begin(this.newest());
  }

  /** Saving then overwrites knowingly. */
  keepMine(): void {
    const newest = this.newest();
    if (!newest) return;
    this.began.set(newest);
    this.draft.update((draft) => ({ ...draft, enabled: newest.enabled }));
  }

  /** @param sent what was saved: what was written since stays */
  saved(rule: AutoReplyRule, sent: RuleDraft): void {
    if (this.draft() === sent) this.begin(rule);
    else this.began.set(rule);
  }
}

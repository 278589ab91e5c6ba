import { Injectable, computed, inject } from '@angular/core';
import type { ConversationRow, Person } from '@mailtrixy/shared/dto';
import { ConversationActions, ConversationsStore, DirectoryStore, InboxViewer, LabelsStore, requestFailure } from '@mailtrixy/web/inbox/data-access';
import type { MenuEntry } from '@mailtrixy/web/shared/ui';
import { Toasts, copyText } from '@mailtrixy/web/shared/util';
import { InboxClock } from './inbox-clock';
import { InboxLocation } from './inbox-location';
import { OpenConversation } from './open-conversation';
import { snoozeHint, snoozeTimes, type SnoozeTime } from './snooze-times';

export const NOBODY = 'nobody';

/** What can be done to the open conversation: from the header, the keyboard and the palette alike, with a way back. */
@Injectable()
export class ConversationActs {
  private readonly actions = inject(ConversationActions);
  private readonly store = inject(ConversationsStore);
  private readonly directory = inject(DirectoryStore);
  private readonly viewer = inject(InboxViewer);
  private readonly toasts = inject(Toasts);
  private readonly location = inject(InboxLocation);
  private readonly current = inject(OpenConversation);
  private readonly labels = inject(LabelsStore);
  private readonly clock = inject(InboxClock);
  private undoLast: (() => void) | null = null;

  readonly canAct = computed(() => this.current.detail() !== null && this.viewer.canWrite());
  readonly resolved = computed(() => this.current.detail()?.status === 'resolved');
  readonly assignEntries = computed<MenuEntry[]>(() => {
    const assigneeId = this.current.detail()?.assigneeId ?? null;
    const me = this.viewer.userId();
    const people = [...this.directory.assignable()].sort((a, b) => Number(b.id === me) - Number(a.id === me) || a.name.localeCompare(b.name));
    return [
      ...people.map((person) => ({ value: person.id, label: person.id === me ? `${person.name} (you)` : person.name, checked: person.id === assigneeId })),
      { value: NOBODY, label: 'Nobody', checked: assigneeId === null, separated: true },
    ];
  });
  readonly assignee = computed<Person | null>(() => this.directory.person(this.current.detail()?.assigneeId ?? null));

  readonly labelEntries = computed<MenuEntry[]>(() => {
    const set = new Set(this.current.detail()?.labels.map(({ id }) => id));
    const entries = this.labels.all().map(({ id, name }) => ({ value: id, label: name, checked: set.has(id) }));
    return entries.length ? entries : [{ value: '', label: 'No labels yet: Settings → Labels', disabled: true }];
  });
  readonly snoozed = computed(() => this.current.detail()?.status === 'snoozed');
  readonly snoozeEntries = computed<MenuEntry<SnoozeTime['key'] | 'wake'>[]>(() => {
    const now = new Date(this.clock.now());
    return [...(this.snoozed() ? [{ value: 'wake' as const, label: 'Wake it now' }] : []), ...snoozeTimes(now).map(({ key, label, at }) => ({ value: key, label, hint: snoozeHint(at, now) }))];
  });

  /** Labels are read when somebody looks at them. */
  readLabels(): void {
    void this.labels.load();
  }

  async toggleLabel(labelId: string): Promise<void> {
    const row = this.current.detail();
    const label = this.labels.find(labelId);
    if (!row || !label || !this.canAct()) return;
    const on = !row.labels.some(({ id }) => id === labelId);
    await this.attempt(this.actions.setLabel(row.id, labelId, on), on ? 'Could not set the label' : 'Could not take the label off');
  }

  async snooze(key: SnoozeTime['key'] | 'wake'): Promise<void> {
    const row = this.current.detail();
    if (!row || !this.canAct()) return;
    const until = key === 'wake' ? null : (snoozeTimes(new Date()).find((time) => time.key === key)?.at ?? null);
    if (!(await this.attempt(this.actions.snooze(row.id, until), until ? 'Could not snooze' : 'Could not wake it'))) return;
    if (until) this.offerUndo(`Snoozed until ${snoozeHint(until, new Date())}`, () => void this.attempt(this.actions.snooze(row.id, null), 'Could not undo'));
  }

  canUndo(): boolean {
    return this.undoLast !== null;
  }

  undo(): void {
    const undo = this.undoLast;
    this.undoLast = null;
    undo?.();
  }

  /** Resolve, or reopen; after resolving goes on as the person prefers. */
  async toggleResolved(): Promise<void> {
    const row = this.current.detail();
    if (!row || !this.canAct()) return;
    const resolve = row.status !== 'resolved';
    const next = this.neighbour(row.id);
    if (!(await this.attempt(this.actions.setStatus(row.id, resolve ? 'resolved' : 'open'), resolve ? 'Could not resolve' : 'Could not reopen'))) return;
    this.offerUndo(`${resolve ? 'Resolved' : 'Reopened'} ${row.contactName}`, () => {
      void this.attempt(this.actions.setStatus(row.id, resolve ? 'open' : 'resolved'), 'Could not undo').then((done) => {
        if (done && resolve) this.location.open(row.id);
      });
    });
    if (!resolve || this.location.conversationId() !== row.id) return;
    const wish = this.viewer.preferences().afterResolve;
    if (wish === 'list' || (wish === 'next' && next === null)) this.location.close();
    else if (wish === 'next' && next !== null) this.location.open(next);
  }

  async assign(assigneeId: string | null): Promise<void> {
    const row = this.current.detail();
    if (!row || !this.canAct() || row.assigneeId === assigneeId) return;
    if (!(await this.attempt(this.actions.assign(row.id, assigneeId), 'Could not assign'))) return;
    const who = assigneeId === this.viewer.userId() ? 'you' : (this.directory.person(assigneeId)?.name ?? 'nobody');
    this.offerUndo(`Assigned to ${who}`, () => void this.attempt(this.actions.assign(row.id, row.assigneeId), 'Could not undo'));
  }

  pickAssignee(value: string): void {
    void this.assign(value === NOBODY ? null : value);
  }

  /** Goes back to the list: staying would read it again. */
  async markUnread(): Promise<void> {
    const row = this.current.detail();
    if (!row || !this.canAct()) return;
    this.location.close();
    await this.attempt(this.actions.markUnread(row.id), 'Could not mark as unread');
  }

  async copyLink(): Promise<void> {
    const id = this.current.id();
    if (id && (await copyText(`${window.location.origin}/inbox/all/${id}`))) this.toasts.show('Link copied');
  }

  private neighbour(id: string): ConversationRow['id'] | null {
    const ids = this.store.ids();
    const at = ids.indexOf(id);
    return at < 0 ? null : (ids[at + 1] ?? ids[at - 1] ?? null);
  }

  private offerUndo(words: string, undo: () => void): void {
    this.undoLast = undo;
    this.toasts.show(words, {
      label: 'Undo',
      run: () => {
        if (this.undoLast === undo) this.undoLast = null;
        undo();
      },
    });
  }

  private async attempt(act: Promise<void>, failure: string): Promise<boolean> {
    try {
      await act;
      return true;
    } catch (error) {
      this.toasts.error(`${failure}: ${requestFailure(error).words}`);
      return false;
    }
  }
}

import { ChangeDetectionStrategy, Component, ElementRef, computed, effect, inject, signal, untracked, viewChild } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute } from '@angular/router';
import type { ChannelDetail, ConnectionCheck } from '@mailtrixy/shared/dto';
import { ChannelStore, checkName, checkPhoneNumberId, checkWabaId, cleanPaste } from '@mailtrixy/web/channels/data-access';
import { Banner, Button, CopyField, Field, Icon, Input, SaveBar, iconLock } from '@mailtrixy/web/shared/ui';
import { FormField, Shortcuts, Toasts, UnsavedWork, checkForm, refuseForm } from '@mailtrixy/web/shared/util';
import { map } from 'rxjs';
import { ReachabilityNote } from './reachability-note';
import { SecretRow } from './secret-row';
import { WebhookValues } from './webhook-values';
import { WhereHelp } from './where-help';

type FixField = NonNullable<ConnectionCheck['fixField']>;
type IdField = 'name' | 'phoneNumberId' | 'wabaId';
const LABELS: Readonly<Record<IdField, string>> = { name: 'Name', phoneNumberId: 'Phone Number ID', wabaId: 'WhatsApp Business Account ID' };

@Component({
  selector: 'mx-credentials-page',
  imports: [Banner, Button, CopyField, Field, Icon, Input, ReachabilityNote, SaveBar, SecretRow, WebhookValues, WhereHelp],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-block' },
  templateUrl: './credentials-page.html',
})
export class CredentialsPage {
  protected readonly store = inject(ChannelStore);
  private readonly toasts = inject(Toasts);
  private readonly query = toSignal(inject(ActivatedRoute).queryParamMap.pipe(map((params) => params.get('fix') as FixField | null)), { requireSync: true });
  protected readonly fix = computed(() => this.query());
  private readonly numberBox = viewChild<ElementRef<HTMLInputElement>>('numberBox');
  private readonly wabaBox = viewChild<ElementRef<HTMLInputElement>>('wabaBox');
  private readonly target = computed(() => (this.fix() === 'phoneNumberId' ? this.numberBox() : this.fix() === 'wabaId' ? this.wabaBox() : undefined));
  protected readonly fields: Readonly<Record<IdField, FormField>> = {
    name: new FormField('', (value) => checkName(value).error),
    phoneNumberId: new FormField('', (value) => checkPhoneNumberId(value).error),
    wabaId: new FormField('', (value) => checkWabaId(value).error),
  };
  protected readonly saving = signal(false);
  protected readonly failed = signal<string | null>(null);
  /** What somebody else saved while this form was open: theirs beside ours. */
  protected readonly conflict = signal<{ label: string; theirs: string; ours: string }[] | null>(null);
  protected readonly changes = computed(() => Object.values(this.fields).filter((field) => field.dirty()).length);
  protected readonly blocked = computed(() => Object.values(this.fields).some((field) => field.error() !== null));
  protected readonly lock = iconLock;

  constructor() {
    inject(UnsavedWork).watch(computed(() => this.changes() > 0));
    inject(Shortcuts).register({ keys: 'Ctrl+S', label: 'Save', group: 'Settings', run: () => void this.save(), when: () => this.changes() > 0, inFields: true });
    // A Fix button leads to the field itself, after the shell has moved the focus to the heading.
    effect((onCleanup) => {
      const target = this.target()?.nativeElement;
      if (!target) return;
      const timer = setTimeout(() => target.focus(), 100);
      onCleanup(() => clearTimeout(timer));
    });
    effect(() => {
      const channel = this.store.channel();
      if (channel) untracked(() => this.follow(channel));
    });
  }

  protected paste(field: FormField, event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text');
    if (text === undefined) return;
    event.preventDefault();
    field.value.set(cleanPaste(text));
  }

  protected discard(): void {
    const channel = this.store.channel();
    for (const field of this.all()) this.fields[field].reset(valueOf(channel, field));
    this.failed.set(null);
    this.conflict.set(null);
  }

  protected async save(): Promise<void> {
    if (this.saving() || this.changes() === 0 || !checkForm(this.fields)) return;
    this.saving.set(true);
    this.failed.set(null);
    this.conflict.set(null);
    const dirty = this.all().filter((field) => this.fields[field].dirty());
    const ours = Object.fromEntries(dirty.map((field) => [field, this.fields[field].value().trim()]));
    const outcome = await this.store.save(ours);
    this.saving.set(false);
    if (outcome.ok) {
      this.discard();
      this.toasts.show('Identifiers saved');
    } else if (outcome.conflict) {
      const channel = this.store.channel();
      this.conflict.set(dirty.map((field) => ({ label: LABELS[field], theirs: valueOf(channel, field) || 'empty', ours: ours[field] || 'empty' })));
    } else if (!refuseForm(this.fields, outcome.problem)) {
      this.failed.set(outcome.problem.message);
    }
  }

  /** A fresh channel fills what the person has not touched. */
  private follow(channel: ChannelDetail): void {
    for (const field of this.all()) if (!this.fields[field].dirty()) this.fields[field].reset(valueOf(channel, field));
  }

  private all(): IdField[] {
    return Object.keys(LABELS) as IdField[];
  }
}

function valueOf(channel: ChannelDetail | null, field: IdField): string {
  return channel?.[field] ?? '';
}

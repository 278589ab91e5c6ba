import { Injectable, computed, effect, inject, linkedSignal, signal, untracked } from '@angular/core';
import type { ContactAttributes, TemplateSummary } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { type FieldContext, TemplateForm, TemplatesStore, findTemplates, groupTemplates, languagesOf } from '@mailtrixy/web/templates/data-access';
import { ApiProblem, formatDate } from '@mailtrixy/web/shared/util';
import { HeaderFiles } from './header-files';

export type ChoosingStep = 'list' | 'fill' | 'preview';

/** Whom the template is for, as far as it matters for the choice. */
export interface ChoosingPerson {
  name: string;
  greetingName: string | null;
  phone: string | null;
  attributes: ContactAttributes;
  conversationId: string | null;
  optedOutAt: string | null;
}

const NOBODY: ChoosingPerson = { name: '', greetingName: null, phone: null, attributes: {}, conversationId: null, optedOutAt: null };

/** One dialog's state: which templates there are, which one is chosen, and what is filled in. */
@Injectable()
export class TemplateChoosing {
  private readonly store = inject(TemplatesStore);
  private readonly session = inject(SessionStore);
  private readonly files = inject(HeaderFiles);

  readonly channelId = signal<string | null>(null);
  readonly person = signal<ChoosingPerson>(NOBODY);
  readonly words = signal('');
  readonly language = linkedSignal<string | null, string | null>({ source: this.channelId, computation: () => null });
  readonly chosenId = signal<string | null>(null);
  /** Which pane a narrow screen shows. */
  readonly step = signal<ChoosingStep>('list');
  readonly syncProblem = signal<string | null>(null);

  private readonly load = computed(() => {
    const channelId = this.channelId();
    return channelId === null ? null : this.store.list(channelId);
  });
  readonly list = computed(() => this.load()?.value() ?? null);
  readonly problem = computed(() => this.load()?.problem() ?? null);
  readonly languages = computed(() => languagesOf(this.list()?.items ?? []));
  readonly groups = computed(() => groupTemplates(findTemplates(this.list()?.items ?? [], { words: this.words(), language: this.language() })));
  readonly shown = computed(() => this.groups().flatMap(({ items }) => items));
  readonly chosen = computed(() => this.list()?.items.find(({ id }) => id === this.chosenId()) ?? null);

  readonly context = computed<FieldContext>(() => {
    const { greetingName, phone, attributes, conversationId } = this.person();
    const me = this.session.me();
    return { contactName: greetingName, contactPhone: phone, contactAttributes: attributes, conversationId, agentName: me?.user.name ?? '', workspaceName: me?.workspace.name ?? '' };
  });
  /** What is typed stays while the list is read anew, unless the template itself changed. */
  readonly form = linkedSignal<TemplateSummary | null, TemplateForm | null>({
    source: this.chosen,
    computation: (chosen, previous) => {
      const before = previous?.value ?? null;
      if (chosen === null) return null;
      return before && sameContent(before.template, chosen) ? before : new TemplateForm(chosen, this.context);
    },
  });
  /** The template was changed at Meta while it was being filled in. */
  readonly changed = signal(false);

  /** Why this template may not go to this person at all. */
  readonly blocked = computed<string | null>(() => {
    const chosen = this.chosen();
    const { optedOutAt, name } = this.person();
    if (!chosen) return null;
    if (chosen.notSendable !== null) return chosen.notSendable;
    return chosen.category === 'MARKETING' && optedOutAt !== null ? `${name} stopped marketing messages on ${formatDate(optedOutAt)}. Choose a utility template.` : null;
  });
  /** Why "Send template" does nothing yet; null when it may. */
  readonly why = computed<string | null>(() => {
    const form = this.form();
    if (!form) return 'Choose a template.';
    if (this.blocked()) return this.blocked();
    const files = Object.values(this.files.all());
    if (files.some(({ state }) => state === 'uploading')) return 'The file is still being uploaded.';
    return form.missing();
  });

  constructor() {
    effect(() => {
      const channelId = this.channelId();
      if (channelId !== null) untracked(() => void this.store.load(channelId));
    });
    let before: TemplateForm | null = null;
    effect(() => {
      const form = this.form();
      untracked(() => {
        this.changed.set(before !== null && form !== null && before !== form && before.template.id === form.template.id);
        if (before !== form) this.files.clear();
        before = form;
      });
    });
  }

  choose(template: TemplateSummary): void {
    this.chosenId.set(template.id);
  }

  clearFilters(): void {
    this.words.set('');
    this.language.set(null);
  }

  reload(): void {
    const channelId = this.channelId();
    if (channelId !== null) void this.store.load(channelId);
  }

  async sync(): Promise<void> {
    const channelId = this.channelId();
    if (channelId === null) return;
    this.syncProblem.set(null);
    try {
      await this.store.sync(channelId);
    } catch (error) {
      this.syncProblem.set(ApiProblem.from(error).message);
    }
  }

  async favourite(): Promise<void> {
    const [channelId, chosen] = [this.channelId(), this.chosen()];
    if (channelId === null || !chosen) return;
    try {
      await this.store.favourite(channelId, chosen, !chosen.favourite);
    } catch (error) {
      this.syncProblem.set(ApiProblem.from(error).message);
    }
  }
}

function sameContent(a: TemplateSummary, b: TemplateSummary): boolean {
  return a.id === b.id && a.status === b.status && JSON.stringify([a.body, a.headerFormat, a.headerText, a.slots, a.buttons, a.cards]) === JSON.stringify([b.body, b.headerFormat, b.headerText, b.slots, b.buttons, b.cards]);
}

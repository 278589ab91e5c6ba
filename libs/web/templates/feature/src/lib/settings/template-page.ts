import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { TemplateDetail } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { TEMPLATE_DIALOGS, TemplatesApi, TemplatesStore, categoryWords, draftOf } from '@mailtrixy/web/templates/data-access';
import { TemplatePreview, TemplateQualityMeter, TemplateStatusChip, languageWords, statusMark } from '@mailtrixy/web/templates/ui';
import { Banner, Button, Dialogs, ErrorCard, Icon, Loading, Skeleton, iconChevronLeft, iconExternalLink, iconPencil, iconTrash } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Load, Toasts, formatClock, formatFull } from '@mailtrixy/web/shared/util';
import { DeleteTemplateDialog, type DeleteScope } from './delete-template-dialog';
import { TemplateChannels } from './template-channels';
import { TemplateDefaults } from './template-defaults';
import { componentLines } from './component-lines';

/** One name in one language: how it looks, what fills it, and what happened to it at Meta. */
@Component({
  selector: 'mx-template-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, ErrorCard, Icon, Loading, RouterLink, Skeleton, TemplateDefaults, TemplatePreview, TemplateQualityMeter, TemplateStatusChip],
  templateUrl: './template-page.html',
  styleUrl: './template-page.css',
})
export class TemplatePage {
  private readonly api = inject(TemplatesApi);
  private readonly store = inject(TemplatesStore);
  private readonly session = inject(SessionStore);
  private readonly dialogs = inject(Dialogs);
  private readonly templateDialogs = inject(TEMPLATE_DIALOGS);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  protected readonly source = inject(TemplateChannels);
  readonly id = input.required<string>();

  private readonly load = new Load<TemplateDetail>(() => this.api.get(this.id()));
  protected readonly icons = { back: iconChevronLeft, link: iconExternalLink, edit: iconPencil, trash: iconTrash };
  protected readonly problem = this.load.problem;
  protected readonly detail = computed(() => (this.load.value()?.id === this.id() ? this.load.value() : null));
  protected readonly manages = computed(() => this.session.can('channels.manage'));
  protected readonly mayMap = computed(() => this.session.can('channels.view'));
  protected readonly writes = computed(() => this.session.can('inbox.write'));
  protected readonly clock = formatClock(Date.now());
  protected readonly business = computed(() => this.source.channel()?.name ?? this.session.me()?.workspace.name ?? '');
  protected readonly removing = signal(false);
  protected readonly siblings = computed(() => {
    const detail = this.detail();
    const all = this.source.templates()?.items.filter(({ name, deletedAt }) => name === detail?.name && deletedAt === null) ?? [];
    return all.map(({ id, language, status }) => ({ id, language, words: languageWords(language), icon: statusMark(status).icon, status: statusMark(status).words }));
  });
  protected readonly samples = computed(() => Object.fromEntries((this.detail()?.slots ?? []).flatMap(({ key, sample }) => (sample === null ? [] : [[key, sample]]))));
  protected readonly category = computed(() => categoryWords(this.detail()?.category ?? ''));
  protected readonly lines = computed(() => {
    const detail = this.detail();
    return detail ? componentLines(detail) : [];
  });
  protected readonly history = computed(() => this.detail()?.history.map((entry) => ({ ...entry, when: formatFull(entry.at) })) ?? []);
  protected readonly editable = computed(() => {
    const detail = this.detail();
    return detail !== null && detail.deletedAt === null && ['APPROVED', 'REJECTED', 'PAUSED'].includes(detail.status) && draftOf(detail) !== null;
  });
  protected readonly managerUrl = computed(() => `https://business.facebook.com/wa/manage/message-templates/?waba_id=${encodeURIComponent(this.detail()?.wabaId ?? '')}`);

  constructor() {
    effect(() => {
      const id = this.id();
      untracked(() => {
        void this.load.run();
        void this.source.showOf(id);
      });
    });
    // Frames renew the list; what it says of this one is newer than what is shown.
    effect(() => {
      const listed = this.source.templates()?.items.find(({ id }) => id === this.id());
      const shown = untracked(this.detail);
      if (listed && shown && (listed.updatedAt !== shown.updatedAt || listed.status !== shown.status || listed.quality !== shown.quality)) untracked(() => void this.load.run());
    });
  }

  protected reload(): void {
    void this.load.run();
  }

  protected took(detail: TemplateDetail): void {
    this.load.patch(() => detail);
    const channel = this.source.channel();
    if (channel) this.store.put(channel.id, detail);
  }

  protected async start(): Promise<void> {
    const started = await this.templateDialogs?.start({ templateId: this.id(), channelId: this.source.channel()?.id });
    if (started) await this.router.navigate(['/inbox', 'all', started.conversationId]);
  }

  protected async remove(): Promise<void> {
    const detail = this.detail();
    if (!detail) return;
    const scope = await this.dialogs.open<DeleteScope>(DeleteTemplateDialog, { label: `Delete ${detail.name}`, data: { name: detail.name, language: languageWords(detail.language), languages: this.siblings().length, approved: detail.status === 'APPROVED' } });
    if (!scope) return;
    this.removing.set(true);
    try {
      await this.api.remove(detail.id, scope === 'all');
      this.toasts.show(`${detail.name} is being deleted at Meta`);
      await this.router.navigate(['/settings/templates']);
    } catch (error) {
      this.toasts.error(`Not deleted: ${ApiProblem.from(error).message}`);
    } finally {
      this.removing.set(false);
    }
  }
}

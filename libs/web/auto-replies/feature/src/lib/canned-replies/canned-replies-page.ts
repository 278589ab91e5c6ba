import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import type { CannedReply } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { CannedRepliesApi, CannedRepliesStore } from '@mailtrixy/web/inbox/data-access';
import { Button, Chip, Dialogs, EmptyState, ErrorCard, Icon, IconButton, Loading, Skeleton, iconMessageSquareQuote, iconPencil, iconPlus, iconTrash } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Toasts } from '@mailtrixy/web/shared/util';

/** Settings → Canned replies. */
@Component({
  selector: 'mx-canned-replies-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Chip, EmptyState, ErrorCard, Icon, IconButton, Loading, Skeleton],
  templateUrl: './canned-replies-page.html',
  styles: '.body { display: block; max-inline-size: 32rem; color: var(--mx-text-2); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } @media (max-width: 767.98px) { .body { max-inline-size: min(10rem, 38vw); } }',
})
export class CannedRepliesPage {
  protected readonly store = inject(CannedRepliesStore);
  private readonly api = inject(CannedRepliesApi);
  private readonly dialogs = inject(Dialogs);
  private readonly toasts = inject(Toasts);
  private readonly session = inject(SessionStore);
  protected readonly words = signal('');
  protected readonly rows = computed(() => {
    const wanted = this.words().trim().toLocaleLowerCase().replace(/^\//, '');
    return this.store.all().filter(({ name, shortcut, body }) => `${name} ${shortcut} ${body}`.toLocaleLowerCase().includes(wanted));
  });
  protected readonly icons = { plus: iconPlus, quote: iconMessageSquareQuote, edit: iconPencil, trash: iconTrash };

  constructor() {
    void this.store.load();
  }

  protected may(reply: CannedReply): boolean {
    return reply.mine || (reply.scope === 'all' && this.session.can('rules.manage'));
  }

  protected async edit(reply: CannedReply | null): Promise<void> {
    const { CannedReplyDialog } = await import('./canned-reply-dialog');
    const saved = await this.dialogs.open<CannedReply, CannedReply | null>(CannedReplyDialog, { label: reply ? `Edit ${reply.name}` : 'New canned reply', data: reply });
    if (!saved) return;
    this.store.keep(saved);
    this.toasts.show('Canned reply saved');
  }

  protected async remove(reply: CannedReply): Promise<void> {
    if (!(await this.dialogs.confirm({ heading: `Delete “${reply.name}”?`, text: 'Rules that send it say so and stop.', confirmLabel: 'Delete', danger: true }))) return;
    try {
      await this.api.remove(reply.id);
      this.store.forget(reply.id);
      this.toasts.show('Canned reply deleted');
    } catch (error) {
      this.toasts.error(ApiProblem.from(error).message);
    }
  }
}

import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { Router } from '@angular/router';
import { ChannelStore, ChannelsStore } from '@mailtrixy/web/channels/data-access';
import { Button, Dialogs } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Toasts } from '@mailtrixy/web/shared/util';

/** Pause, disable, delete: from the mildest to the one that cannot be undone. */
@Component({
  selector: 'mx-danger-zone',
  imports: [Button],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './danger-zone.html',
})
export class DangerZone {
  protected readonly store = inject(ChannelStore);
  private readonly list = inject(ChannelsStore);
  private readonly dialogs = inject(Dialogs);
  private readonly toasts = inject(Toasts);
  private readonly router = inject(Router);
  protected readonly busy = signal<'hold' | 'release' | 'disable' | 'activate' | 'delete' | null>(null);

  protected async act(action: 'hold' | 'release' | 'activate'): Promise<void> {
    const done = { hold: 'Sending is paused', release: 'Sending goes on', activate: 'The channel is active' }[action];
    await this.run(action, async () => {
      await this.store.act(action);
      const undo = action === 'hold' ? { label: 'Undo', run: () => void this.act('release') } : null;
      this.toasts.show(done, undo);
    });
  }

  protected async disable(): Promise<void> {
    const channel = this.store.channel();
    if (!channel) return;
    const sure = await this.dialogs.confirm({
      heading: `Disable ${channel.name}?`,
      text: 'Nothing is sent, and Meta’s deliveries for this number are refused with 403 until you activate it again. Conversations and credentials stay.',
      confirmLabel: 'Disable channel',
      danger: true,
    });
    if (!sure) return;
    await this.run('disable', async () => {
      await this.store.act('disable');
      this.toasts.show('The channel is disabled', { label: 'Undo', run: () => void this.act('activate') });
    });
  }

  protected async remove(): Promise<void> {
    const channel = this.store.channel();
    if (!channel) return;
    const sure = await this.dialogs.confirm({
      heading: `Delete ${channel.name}?`,
      text: `MailTrixy forgets the Access Token and every App Secret and stops answering for ${channel.displayAddress ?? 'this number'}. A channel that has conversations can only be disabled. This can’t be undone.`,
      confirmLabel: 'Delete channel',
      danger: true,
      typeToConfirm: channel.name,
    });
    if (!sure) return;
    await this.run('delete', async () => {
      await this.store.remove();
      this.toasts.show(`${channel.name} is deleted`);
      await this.list.load();
      await this.router.navigate(['/settings/channels']);
    });
  }

  private async run(action: NonNullable<ReturnType<typeof this.busy>>, call: () => Promise<void>): Promise<void> {
    if (this.busy() !== null) return;
    this.busy.set(action);
    try {
      await call();
    } catch (error) {
      const problem = ApiProblem.from(error);
      this.toasts.error(problem.code === 'CHANNEL_IN_USE' ? 'It has conversations, so it can’t be deleted. Disable it instead: they stay readable.' : problem.message);
    } finally {
      this.busy.set(null);
    }
  }
}

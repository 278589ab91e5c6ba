import { Injectable, computed, inject, signal } from '@angular/core';
import { BrowserStore, ConversationsStore, DirectoryStore, InboxViewer } from '@mailtrixy/web/inbox/data-access';

const DISMISSED_KEY = 'mx-first-run-dismissed';

export interface SetUpStep {
  name: string;
  words: string;
  done: boolean;
  link: string;
  label: string;
}

/** How far a new workspace is, read from its real state. */
@Injectable()
export class SetUpProgress {
  private readonly storage = inject(BrowserStore);
  private readonly directory = inject(DirectoryStore);
  private readonly conversations = inject(ConversationsStore);
  private readonly viewer = inject(InboxViewer);
  private readonly dismissed = signal(this.storage.read<boolean>(DISMISSED_KEY) ?? false);

  readonly steps = computed<SetUpStep[]>(() => {
    const channel = this.directory.channels().find((one) => one.status === 'active');
    const received = (this.conversations.counts()?.all ?? 0) > 0;
    return [
      { name: 'Connect a channel', words: channel?.name ?? 'WhatsApp, or the built-in simulator', done: channel !== undefined, link: '/settings/channels', label: 'Connect' },
      {
        name: 'Receive a first message',
        words: received ? 'Messages arrive' : 'Write to your number, or as a customer in the simulator',
        done: received,
        link: this.viewer.canUseSimulator() ? '/simulator' : '/settings/channels',
        label: 'Try it',
      },
      { name: 'Invite a teammate', words: 'By e-mail or with a link', done: this.directory.team().length > 1, link: '/settings/members', label: 'Invite' },
    ];
  });
  readonly doneCount = computed(() => this.steps().filter((step) => step.done).length);
  readonly next = computed(() => this.steps().find((step) => !step.done));
  /** Shown to those who can act on it, while the inbox cannot be used yet and nobody hid it. */
  readonly wanted = computed(
    () => !this.dismissed() && this.viewer.canManageMembers() && this.directory.channelsKnown() && this.conversations.counts() !== null && this.steps().slice(0, 2).some((step) => !step.done),
  );

  dismiss(): void {
    this.storage.write(DISMISSED_KEY, true);
    this.dismissed.set(true);
  }
}

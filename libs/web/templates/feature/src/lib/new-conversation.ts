import { Injectable, computed, inject, signal } from '@angular/core';
import type { ChannelRef, SendHold, StartConversationRequest } from '@mailtrixy/shared/dto';
import { ChannelsApi } from '@mailtrixy/web/channels/data-access';
import { TemplatesApi, greetingName } from '@mailtrixy/web/templates/data-access';
import { ApiProblem, Load, uuidv7 } from '@mailtrixy/web/shared/util';
import { TemplateChoosing } from './choosing/template-choosing';
import type { FoundRecipient } from './recipient-search';
import { canWriteUntil } from './writable-window';

const HOLDS: Readonly<Record<SendHold['reason'], string>> = {
  token_invalid: 'its access token is no longer valid',
  permission: 'its token lacks a permission',
  account_locked: 'Meta locked the WhatsApp account',
  billing: 'Meta stopped sending because of billing',
  paused: 'sending is paused',
};

/** From which channel, to whom, and how the sending goes. */
@Injectable()
export class NewConversation {
  private readonly api = inject(TemplatesApi);
  private readonly channelsApi = inject(ChannelsApi);
  private readonly choosing = inject(TemplateChoosing);
  private readonly load = new Load<ChannelRef[]>(() => this.channelsApi.refs());
  private last = { key: '', clientId: '' };

  readonly channels = computed(() => this.load.value()?.filter(({ kind, status }) => kind === 'whatsapp' && status !== 'setup') ?? null);
  readonly channelsProblem = this.load.problem;
  readonly channel = computed(() => this.channels()?.find(({ id }) => id === this.choosing.channelId()) ?? null);
  readonly recipient = signal<FoundRecipient | null>(null);
  readonly name = signal('');
  readonly assignToMe = signal(true);
  readonly busy = signal(false);
  readonly failure = signal<string | null>(null);
  readonly windowOpen = computed(() => canWriteUntil(this.recipient()?.windowExpiresAt));

  /** Why "Send template" does nothing yet; null when it may. */
  readonly why = computed<string | null>(() => {
    const channel = this.channel();
    if (!channel) return 'Choose a channel.';
    const broken = channelTrouble(channel);
    if (broken) return broken;
    return this.recipient() ? this.choosing.why() : 'Choose whom it goes to.';
  });

  async open(channelId: string | undefined): Promise<void> {
    await this.load.run();
    const channels = this.channels() ?? [];
    const first = channels.find(({ id }) => id === channelId) ?? channels.find((channel) => !channelTrouble(channel)) ?? channels[0];
    if (first) this.choosing.channelId.set(first.id);
  }

  from(channelId: string): void {
    if (channelId === this.choosing.channelId()) return;
    this.choosing.channelId.set(channelId);
    this.to(null);
  }

  to(recipient: FoundRecipient | null): void {
    this.recipient.set(recipient);
    this.failure.set(null);
    this.name.set('');
    this.tell();
  }

  rename(name: string): void {
    this.name.set(name);
    this.tell();
  }

  /** Answers the conversation, or null when it was refused; the words are then in `failure` or at a field. */
  async send(): Promise<string | null> {
    const form = this.choosing.form();
    form?.touchAll();
    const recipient = this.recipient();
    if (!form || !recipient || this.why() !== null || this.busy()) return null;
    const request: Omit<StartConversationRequest, 'clientId'> = {
      channelId: this.choosing.channelId() ?? '',
      ...(recipient.contactId === null ? { phone: recipient.address, ...(this.name().trim() ? { name: this.name().trim() } : {}) } : { contactId: recipient.contactId }),
      template: form.choice(),
      assignToMe: this.assignToMe(),
      // The person saw that there is one and sends all the same.
      ...(recipient.conversationId ? { intoOpen: true } : {}),
    };
    this.busy.set(true);
    this.failure.set(null);
    try {
      return (await this.api.start({ clientId: this.clientIdOf(request), ...request })).conversationId;
    } catch (error) {
      await this.refused(ApiProblem.from(error));
      return null;
    } finally {
      this.busy.set(false);
    }
  }

  /** The same wish keeps its id, so that a second press after a lost answer makes no second message. */
  private clientIdOf(request: object): string {
    const key = JSON.stringify(request);
    if (this.last.key !== key) this.last = { key, clientId: uuidv7() };
    return this.last.clientId;
  }

  private async refused(problem: ApiProblem): Promise<void> {
    if (problem.code === 'TEMPLATE_VALUES_INVALID' && this.choosing.form()?.refuse(problem.errors)) return;
    this.failure.set(problem.message);
    const recipient = this.recipient();
    if (problem.code === 'INBOX_ALREADY_OPEN' && recipient) {
      const found = await this.api.recipients(this.choosing.channelId() ?? '', recipient.address).catch(() => []);
      const twin = found.find(({ contactId, conversationId }) => conversationId !== null && (recipient.contactId === null || contactId === recipient.contactId));
      if (twin) this.recipient.set({ ...twin, key: twin.contactId ?? recipient.key, phone: null });
    }
    if (problem.code === 'TEMPLATE_NOT_SENDABLE') this.choosing.reload();
  }

  private tell(): void {
    const recipient = this.recipient();
    const name = this.name().trim();
    this.choosing.person.set({
      name: name || (recipient?.displayName ?? ''),
      greetingName: name || greetingName(recipient?.contactId ? recipient.displayName : null),
      phone: recipient?.address.startsWith('+') ? recipient.address : null,
      attributes: recipient?.attributes ?? {},
      conversationId: recipient?.conversationId ?? null,
      optedOutAt: recipient?.optedOutAt ?? null,
    });
  }
}

/** Why nothing can be sent from a channel; null when it can. */
export function channelTrouble({ name, status, sendHold }: ChannelRef): string | null {
  if (status !== 'active') return `${name} is switched off.`;
  return sendHold ? `${name} can’t send now: ${HOLDS[sendHold.reason]}.` : null;
}

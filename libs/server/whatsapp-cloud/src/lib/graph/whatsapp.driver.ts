import { Injectable } from '@nestjs/common';
import type { ChannelDriver, ConnectedChannel, ContentDraft, Credentials, MediaProvider, OutboundMessage, SendReceipt, TemplateProvider } from '@mailtrixy/server/channels';
import { WHATSAPP_TEXT_MAX, type ConnectionTest, type FieldError } from '@mailtrixy/shared/dto';
import { checkContent } from '../content/check-content';
import { ConnectionTester } from './connection-tester';
import { callSubject } from './call-subject';
import { GraphClient, unreadable, type GraphAnswer } from './graph-client';
import { GraphMedia } from './media';
import { messageBody, readBody } from './message-body';
import { messagesPerSecond, type NumberFacts } from './number-checks';
import { GraphTemplates } from './templates';

const DAY_MS = 86_400_000;

interface SendAnswer {
  contacts?: { wa_id?: string }[];
  messages?: { id?: string; message_status?: string }[];
}

/** WhatsApp over Meta's Cloud API. */
@Injectable()
export class WhatsAppDriver implements ChannelDriver {
  readonly kind = 'whatsapp' as const;
  readonly maxTextLength = WHATSAPP_TEXT_MAX;
  readonly replyWindowMs = DAY_MS;
  readonly media: MediaProvider;
  readonly templates: TemplateProvider;

  constructor(
    private readonly graph: GraphClient,
    private readonly tester: ConnectionTester,
  ) {
    this.templates = new GraphTemplates(graph);
    this.media = new GraphMedia(graph);
  }

  checkContent(draft: ContentDraft): FieldError[] {
    return checkContent(draft);
  }

  async send(channel: ConnectedChannel, message: OutboundMessage): Promise<SendReceipt> {
    const { data, httpStatus, tookMs } = await this.graph.call<SendAnswer>({ mode: channel.mode, method: 'POST', path: `/${channel.externalId}/messages`, accessToken: channel.accessToken, body: messageBody(message) });
    const { id: externalId, message_status: note } = data.messages?.[0] ?? {};
    if (typeof externalId !== 'string' || !externalId) throw unreadable(httpStatus);
    return { externalId, httpStatus, tookMs, canonicalAddress: data.contacts?.[0]?.wa_id ?? null, note: typeof note === 'string' && note !== 'accepted' ? note : null };
  }

  async markRead(channel: ConnectedChannel, externalId: string): Promise<{ httpStatus: number; tookMs: number }> {
    const { httpStatus, tookMs } = await this.tellRead(channel, externalId, false);
    return { httpStatus, tookMs };
  }

  async sendTyping(channel: ConnectedChannel, externalId: string): Promise<void> {
    await this.tellRead(channel, externalId, true);
  }

  testConnection(credentials: Credentials): Promise<ConnectionTest> {
    return this.tester.test(credentials);
  }

  async subscribe(channel: ConnectedChannel): Promise<void> {
    if (!channel.wabaId) return;
    await this.graph.call({ mode: channel.mode, method: 'POST', path: `/${channel.wabaId}/subscribed_apps`, accessToken: channel.accessToken, timeoutMs: 10_000, about: callSubject(channel, 'subscribe', channel.wabaId) });
  }

  async throughput(channel: ConnectedChannel): Promise<number> {
    const { data } = await this.graph.call<NumberFacts>({ mode: channel.mode, method: 'GET', path: `/${channel.externalId}?fields=throughput,is_on_biz_app`, accessToken: channel.accessToken, timeoutMs: 10_000 });
    return messagesPerSecond(data);
  }

  private tellRead(channel: ConnectedChannel, externalId: string, typing: boolean): Promise<GraphAnswer<unknown>> {
    return this.graph.call({ mode: channel.mode, method: 'POST', path: `/${channel.externalId}/messages`, accessToken: channel.accessToken, body: readBody(externalId, typing), timeoutMs: 10_000, ...(typing ? { about: callSubject(channel, 'typing', externalId) } : {}) });
  }
}

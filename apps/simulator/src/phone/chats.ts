import type { FilledTemplate } from '../sending/template-filling';
import type { Customer } from './customers';
import type { StatusName } from './status-plan';

export type Ticks = 'accepted' | 'sent' | 'delivered' | 'read' | 'failed';

/** One bubble on the phone, with the ticks its author sees. */
export interface ChatMessage {
  wamid: string;
  from: 'customer' | 'business';
  at: string;
  type: string;
  text: string | null;
  content: unknown;
  /** A template as the phone shows it, filled. */
  shown: FilledTemplate | null;
  contextId: string | null;
  ticks: Ticks;
  errorCode: number | null;
  sentAt: string | null;
  deliveredAt: string | null;
  readAt: string | null;
  failedAt: string | null;
  token: string | null;
  /** Sent to a phone number (then statuses name it), not to a BSUID. */
  viaPhone: boolean;
}

export interface Chat {
  phoneNumberId: string;
  customer: Customer;
  messages: ChatMessage[];
  typingUntil: number;
}

const messagesPerChat = 1000;

/** All threads between one number and one customer. The oldest bubbles of a long thread are forgotten. */
export class Chats {
  private readonly chats = new Map<string, Chat>();
  private readonly byWamid = new Map<string, { chat: Chat; message: ChatMessage }>();

  of(phoneNumberId: string, customer: Customer): Chat {
    const key = `${phoneNumberId}|${customer.id}`;
    let chat = this.chats.get(key);
    if (!chat) {
      chat = { phoneNumberId, customer, messages: [], typingUntil: 0 };
      this.chats.set(key, chat);
    }
    return chat;
  }

  add(chat: Chat, message: ChatMessage): void {
    chat.messages.push(message);
    this.byWamid.set(message.wamid, { chat, message });
    if (chat.messages.length > messagesPerChat * 1.2) {
      for (const old of chat.messages.splice(0, chat.messages.length - messagesPerChat)) this.byWamid.delete(old.wamid);
    }
  }

  find(wamid: string): { chat: Chat; message: ChatMessage } | undefined {
    return this.byWamid.get(wamid);
  }

  forget(customer: Customer): void {
    for (const [key, chat] of this.chats) {
      if (chat.customer !== customer) continue;
      for (const message of chat.messages) this.byWamid.delete(message.wamid);
      this.chats.delete(key);
    }
  }

  /** What the customer wrote up to and including this message, newest last (a read receipt marks all of it, META §8.8). */
  unreadUpTo(chat: Chat, wamid: string): ChatMessage[] {
    const end = chat.messages.findIndex((message) => message.wamid === wamid);
    return chat.messages.slice(0, end + 1).filter((message) => message.from === 'customer' && message.ticks !== 'read');
  }

  clear(): void {
    this.chats.clear();
    this.byWamid.clear();
  }
}

const rank: Record<Ticks, number> = { accepted: 0, sent: 1, failed: 2, delivered: 3, read: 4 };

/** Moves the ticks of a business message; delivered and read outrank failed (META §6). */
export function tick(message: ChatMessage, status: StatusName, at: string, code?: number): void {
  const ticks: Ticks = status === 'played' ? 'read' : status;
  if (status === 'sent') message.sentAt ??= at;
  if (status === 'delivered') message.deliveredAt ??= at;
  if (status === 'read' || status === 'played') message.readAt ??= at;
  if (status === 'failed') {
    message.failedAt ??= at;
    message.errorCode = code ?? null;
  }
  if (rank[ticks] > rank[message.ticks]) message.ticks = ticks;
}

import { HttpClient, HttpParams } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type {
  Attachment,
  ChannelRef,
  ContactDuplicate,
  ContactMerge,
  ContactRef,
  ConversationCounts,
  ConversationDetail,
  ConversationPage,
  ConversationRow,
  DraftBody,
  Drafts,
  Message,
  MessageInfo,
  MessagePage,
  SendMessageRequest,
  SyncResponse,
} from '@mailtrixy/shared/dto';
import { firstValueFrom, type Observable } from 'rxjs';
import type { ListFilter } from './list-filter';

export interface MessageRange {
  before?: number;
  after?: number;
  around?: number;
  limit?: number;
}

/** Every HTTP call of the inbox; answers are promises, so that stores read as plain steps. */
@Injectable({ providedIn: 'root' })
export class InboxApi {
  private readonly http = inject(HttpClient);

  conversations(filter: ListFilter, cursor: string | null, limit: number): Promise<ConversationPage> {
    let params = new HttpParams().set('view', filter.view).set('limit', limit);
    if (filter.channelId) params = params.set('channelId', filter.channelId);
    if (filter.unread) params = params.set('unread', true);
    if (filter.labelId) params = params.set('label', filter.labelId);
    if (filter.ai) params = params.set('ai', filter.ai);
    if (cursor) params = params.set('cursor', cursor);
    return answer(this.http.get<ConversationPage>('/api/conversations', { params }));
  }

  counts(): Promise<ConversationCounts> {
    return answer(this.http.get<ConversationCounts>('/api/conversations/counts'));
  }

  conversation(id: string): Promise<ConversationDetail> {
    return answer(this.http.get<ConversationDetail>(conversationUrl(id)));
  }

  messages(id: string, range: MessageRange): Promise<MessagePage> {
    let params = new HttpParams();
    for (const [name, value] of Object.entries(range)) {
      if (value !== undefined) params = params.set(name, value);
    }
    return answer(this.http.get<MessagePage>(`${conversationUrl(id)}/messages`, { params }));
  }

  send(id: string, request: SendMessageRequest): Promise<Message> {
    return answer(this.http.post<Message>(`${conversationUrl(id)}/messages`, request));
  }

  markRead(id: string, upToSeq: number): Promise<ConversationRow> {
    return answer(this.http.post<ConversationRow>(`${conversationUrl(id)}/read`, { upToSeq }));
  }

  markUnread(id: string): Promise<ConversationRow> {
    return answer(this.http.post<ConversationRow>(`${conversationUrl(id)}/unread`, {}));
  }

  setStatus(id: string, status: 'open' | 'resolved'): Promise<ConversationRow> {
    return answer(this.http.post<ConversationRow>(`${conversationUrl(id)}/status`, { status }));
  }

  assign(id: string, assigneeId: string | null): Promise<ConversationRow> {
    return answer(this.http.post<ConversationRow>(`${conversationUrl(id)}/assignee`, { assigneeId }));
  }

  /** @param until ISO; null wakes it */
  snooze(id: string, until: string | null): Promise<ConversationRow> {
    return answer(this.http.post<ConversationRow>(`${conversationUrl(id)}/snooze`, { until }));
  }

  drafts(id: string): Promise<Drafts> {
    return answer(this.http.get<Drafts>(`${conversationUrl(id)}/drafts`));
  }

  saveDraft(id: string, draft: DraftBody): Promise<unknown> {
    return answer(this.http.put(`${conversationUrl(id)}/drafts`, draft));
  }

  message(id: string): Promise<MessageInfo> {
    return answer(this.http.get<MessageInfo>(messageUrl(id)));
  }

  retry(id: string, clientId: string): Promise<Message> {
    return answer(this.http.post<Message>(`${messageUrl(id)}/retry`, { clientId }));
  }

  dismiss(id: string): Promise<Message> {
    return answer(this.http.post<Message>(`${messageUrl(id)}/dismiss`, {}));
  }

  sync(after: string): Promise<SyncResponse> {
    return answer(this.http.get<SyncResponse>('/api/sync', { params: { after } }));
  }

  react(id: string, emoji: string | null): Promise<Message> {
    return answer(this.http.put<Message>(`${messageUrl(id)}/reaction`, { emoji }));
  }

  typing(conversationId: string): Promise<unknown> {
    return answer(this.http.post(`${conversationUrl(conversationId)}/typing`, {}));
  }

  fetchAgain(attachmentId: string): Promise<Attachment> {
    return answer(this.http.post<Attachment>(`/api/attachments/${encodeURIComponent(attachmentId)}/retry`, {}));
  }

  discardUpload(attachmentId: string): Promise<unknown> {
    return answer(this.http.delete(`/api/attachments/${encodeURIComponent(attachmentId)}`));
  }

  renameContact(id: string, savedName: string | null): Promise<ContactRef> {
    return answer(this.http.patch<ContactRef>(contactUrl(id), { savedName }));
  }

  /** By name; null removes, what is not named stays. */
  noteContact(id: string, attributes: Record<string, string | null>): Promise<ContactRef> {
    return answer(this.http.patch<ContactRef>(contactUrl(id), { attributes }));
  }

  duplicates(contactId: string): Promise<ContactDuplicate[]> {
    return answer(this.http.get<ContactDuplicate[]>(`${contactUrl(contactId)}/duplicates`));
  }

  /** What was merged into a contact, newest first. */
  merges(contactId: string): Promise<ContactMerge[]> {
    return answer(this.http.get<ContactMerge[]>(`${contactUrl(contactId)}/merges`));
  }

  mergeContacts(keptId: string, otherId: string): Promise<ContactMerge> {
    return answer(this.http.post<ContactMerge>(`${contactUrl(keptId)}/merge`, { otherId }));
  }

  undoMerge(mergeId: string): Promise<unknown> {
    return answer(this.http.post(`/api/contact-merges/${encodeURIComponent(mergeId)}/undo`, {}));
  }

  channels(): Promise<ChannelRef[]> {
    return answer(this.http.get<ChannelRef[]>('/api/channel-refs'));
  }
}

function answer<T>(response: Observable<T>): Promise<T> {
  return firstValueFrom(response);
}

function conversationUrl(id: string): string {
  return `/api/conversations/${encodeURIComponent(id)}`;
}

function messageUrl(id: string): string {
  return `/api/messages/${encodeURIComponent(id)}`;
}

function contactUrl(id: string): string {
  return `/api/contacts/${encodeURIComponent(id)}`;
}

import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type { AiDraft, AiSource, AskDraftRequest, ConversationAi, CopilotRequest, CopilotResult, ExamCase, SendDraftRequest, SentDraft } from '@mailtrixy/shared/dto';
import { firstValueFrom, type Observable } from 'rxjs';

/** What the AI does in one conversation. */
@Injectable({ providedIn: 'root' })
export class ConversationAiApi {
  private readonly http = inject(HttpClient);

  show(conversationId: string): Promise<ConversationAi> {
    return answer(this.http.get<ConversationAi>(conversationUrl(conversationId)));
  }

  ask(conversationId: string, request: AskDraftRequest): Promise<AiDraft> {
    return answer(this.http.post<AiDraft>(`${conversationUrl(conversationId)}/draft`, request));
  }

  takeOver(conversationId: string): Promise<ConversationAi> {
    return answer(this.http.post<ConversationAi>(`${conversationUrl(conversationId)}/take-over`, {}));
  }

  resume(conversationId: string): Promise<ConversationAi> {
    return answer(this.http.post<ConversationAi>(`${conversationUrl(conversationId)}/resume`, {}));
  }

  copilot(conversationId: string, request: CopilotRequest): Promise<CopilotResult> {
    return answer(this.http.post<CopilotResult>(`${conversationUrl(conversationId)}/copilot`, request));
  }

  send(draftId: string, request: SendDraftRequest): Promise<SentDraft> {
    return answer(this.http.post<SentDraft>(draftUrl(draftId, 'send'), request));
  }

  act(draftId: string, act: 'insert' | 'discard' | 'cancel' | 'stop'): Promise<AiDraft> {
    return answer(this.http.post<AiDraft>(draftUrl(draftId, act), {}));
  }

  feedback(draftId: string, helpful: boolean | null): Promise<AiDraft> {
    return answer(this.http.post<AiDraft>(draftUrl(draftId, 'feedback'), { helpful }));
  }

  /** What the customer asked there, into the AI's test set. The same message twice is one case. */
  saveCase(messageId: string): Promise<ExamCase> {
    return answer(this.http.post<ExamCase>('/api/ai/exam/cases/from-chat', { messageId }));
  }

  sources(messageId: string): Promise<AiSource[]> {
    return answer(this.http.get<AiSource[]>(`/api/messages/${encodeURIComponent(messageId)}/ai-sources`));
  }
}

function answer<T>(call: Observable<T>): Promise<T> {
  return firstValueFrom(call);
}
function conversationUrl(id: string): string {
  return `/api/conversations/${encodeURIComponent(id)}/ai`;
}
function draftUrl(id: string, act: string): string {
  return `/api/ai-drafts/${encodeURIComponent(id)}/${act}`;
}

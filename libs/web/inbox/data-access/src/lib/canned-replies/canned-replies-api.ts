import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type { CannedReply, FilledCannedReply, SaveCannedReplyRequest } from '@mailtrixy/shared/dto';
import { firstValueFrom } from 'rxjs';

const CANNED_REPLIES = '/api/canned-replies';

@Injectable({ providedIn: 'root' })
export class CannedRepliesApi {
  private readonly http = inject(HttpClient);

  list(): Promise<CannedReply[]> {
    return firstValueFrom(this.http.get<CannedReply[]>(CANNED_REPLIES));
  }

  create(request: SaveCannedReplyRequest): Promise<CannedReply> {
    return firstValueFrom(this.http.post<CannedReply>(CANNED_REPLIES, request));
  }

  update(id: string, request: SaveCannedReplyRequest): Promise<CannedReply> {
    return firstValueFrom(this.http.patch<CannedReply>(cannedUrl(id), request));
  }

  remove(id: string): Promise<unknown> {
    return firstValueFrom(this.http.delete(cannedUrl(id)));
  }

  /** With the fields of this conversation; counts as a use. */
  fill(id: string, conversationId: string): Promise<FilledCannedReply> {
    return firstValueFrom(this.http.post<FilledCannedReply>(`${cannedUrl(id)}/fill`, { conversationId }));
  }
}

function cannedUrl(id: string): string {
  return `${CANNED_REPLIES}/${encodeURIComponent(id)}`;
}

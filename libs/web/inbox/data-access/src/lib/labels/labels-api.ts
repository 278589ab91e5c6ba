import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type { ConversationRow, Label, SaveLabelRequest, SetLabelsRequest } from '@mailtrixy/shared/dto';
import { firstValueFrom } from 'rxjs';

const LABELS = '/api/labels';

@Injectable({ providedIn: 'root' })
export class LabelsApi {
  private readonly http = inject(HttpClient);

  list(): Promise<Label[]> {
    return firstValueFrom(this.http.get<Label[]>(LABELS));
  }

  create(request: SaveLabelRequest): Promise<Label> {
    return firstValueFrom(this.http.post<Label>(LABELS, request));
  }

  update(id: string, request: SaveLabelRequest): Promise<Label> {
    return firstValueFrom(this.http.patch<Label>(labelUrl(id), request));
  }

  /** Conversations get the other label instead; this one is gone. */
  merge(id: string, intoId: string): Promise<Label> {
    return firstValueFrom(this.http.post<Label>(`${labelUrl(id)}/merge`, { intoId }));
  }

  remove(id: string): Promise<unknown> {
    return firstValueFrom(this.http.delete(labelUrl(id)));
  }

  set(conversationId: string, request: SetLabelsRequest): Promise<ConversationRow> {
    return firstValueFrom(this.http.post<ConversationRow>(`/api/conversations/${encodeURIComponent(conversationId)}/labels`, request));
  }
}

function labelUrl(id: string): string {
  return `${LABELS}/${encodeURIComponent(id)}`;
}

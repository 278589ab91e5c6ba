import { HttpClient, HttpEventType } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type {
  AddWebsiteRequest,
  CreateArticleRequest,
  FaqImportResult,
  FoundPage,
  ImportFaqRequest,
  KnowledgeArticle,
  KnowledgeAudience,
  KnowledgeDocument,
  KnowledgeGap,
  KnowledgeKind,
  KnowledgePassage,
  KnowledgeSearchRequest,
  KnowledgeSearchResult,
  KnowledgeSummary,
  KnowledgeVersion,
  KnowledgeWebsite,
  Page,
  SaveArticleRequest,
  UpdateKnowledgeDocumentRequest,
  UpdateWebsiteRequest,
} from '@mailtrixy/shared/dto';
import { firstValueFrom, type Observable } from 'rxjs';

const KNOWLEDGE = '/api/knowledge';

export interface DocumentFilter {
  kind: KnowledgeKind;
  q?: string;
  sourceId?: string;
}

/** The routes of the Knowledge Base. */
@Injectable({ providedIn: 'root' })
export class KnowledgeApi {
  private readonly http = inject(HttpClient);

  summary(): Promise<KnowledgeSummary> {
    return answer(this.http.get<KnowledgeSummary>(`${KNOWLEDGE}/summary`));
  }

  documents({ kind, q, sourceId }: DocumentFilter, cursor: string | null): Promise<Page<KnowledgeDocument>> {
    return answer(this.http.get<Page<KnowledgeDocument>>(`${KNOWLEDGE}/documents`, { params: { kind, limit: 50, ...(q ? { q } : {}), ...(sourceId ? { sourceId } : {}), ...(cursor ? { cursor } : {}) } }));
  }

  document(id: string): Promise<KnowledgeDocument> {
    return answer(this.http.get<KnowledgeDocument>(documentUrl(id)));
  }

  update(id: string, request: UpdateKnowledgeDocumentRequest): Promise<KnowledgeDocument> {
    return answer(this.http.patch<KnowledgeDocument>(documentUrl(id), request));
  }

  remove(id: string): Promise<unknown> {
    return answer(this.http.delete(documentUrl(id)));
  }

  retry(id: string): Promise<KnowledgeDocument> {
    return answer(this.http.post<KnowledgeDocument>(`${documentUrl(id)}/retry`, {}));
  }

  passages(id: string, cursor: string | null): Promise<Page<KnowledgePassage>> {
    return answer(this.http.get<Page<KnowledgePassage>>(`${documentUrl(id)}/passages`, { params: { limit: 50, ...(cursor ? { cursor } : {}) } }));
  }

  addQuestion(id: string, question: string): Promise<KnowledgeArticle> {
    return answer(this.http.post<KnowledgeArticle>(`${documentUrl(id)}/questions`, { question }));
  }

  article(id: string): Promise<KnowledgeArticle> {
    return answer(this.http.get<KnowledgeArticle>(articleUrl(id)));
  }

  createArticle(request: CreateArticleRequest): Promise<KnowledgeArticle> {
    return answer(this.http.post<KnowledgeArticle>(`${KNOWLEDGE}/articles`, request));
  }

  saveArticle(id: string, request: SaveArticleRequest): Promise<KnowledgeArticle> {
    return answer(this.http.patch<KnowledgeArticle>(articleUrl(id), request));
  }

  publish(id: string, version: number): Promise<KnowledgeArticle> {
    return answer(this.http.post<KnowledgeArticle>(`${articleUrl(id)}/publish`, { version }));
  }

  unpublish(id: string): Promise<KnowledgeArticle> {
    return answer(this.http.post<KnowledgeArticle>(`${articleUrl(id)}/unpublish`, {}));
  }

  discardDraft(id: string): Promise<KnowledgeArticle> {
    return answer(this.http.post<KnowledgeArticle>(`${articleUrl(id)}/discard`, {}));
  }

  version(id: string, no: number): Promise<KnowledgeVersion> {
    return answer(this.http.get<KnowledgeVersion>(`${articleUrl(id)}/versions/${no}`));
  }

  /**
   * @param upload the same for every try of one upload: what was stored though the answer got lost is not stored again
   * @param progress 0–100 while the bytes go up
   */
  upload(file: File, { clientId, audience }: { clientId: string; audience: KnowledgeAudience }, progress: (percent: number) => void): Promise<KnowledgeDocument> {
    const form = new FormData();
    form.set('clientId', clientId);
    form.set('audience', audience);
    // the server reads the fields before the bytes
    form.set('file', file, file.name);
    return new Promise((resolve, reject) => {
      this.http.post<KnowledgeDocument>(`${KNOWLEDGE}/files`, form, { observe: 'events', reportProgress: true }).subscribe({
        next: (event) => {
          if (event.type === HttpEventType.UploadProgress && event.total) progress(Math.round((100 * event.loaded) / event.total));
          else if (event.type === HttpEventType.Response && event.body) resolve(event.body);
        },
        error: reject,
      });
    });
  }

  importFaq(request: ImportFaqRequest): Promise<FaqImportResult> {
    return answer(this.http.post<FaqImportResult>(`${KNOWLEDGE}/faq`, request));
  }

  websites(): Promise<KnowledgeWebsite[]> {
    return answer(this.http.get<KnowledgeWebsite[]>(`${KNOWLEDGE}/websites`));
  }

  addWebsite(request: AddWebsiteRequest): Promise<KnowledgeWebsite> {
    return answer(this.http.post<KnowledgeWebsite>(`${KNOWLEDGE}/websites`, request));
  }

  updateWebsite(id: string, request: UpdateWebsiteRequest): Promise<KnowledgeWebsite> {
    return answer(this.http.patch<KnowledgeWebsite>(websiteUrl(id), request));
  }

  removeWebsite(id: string): Promise<unknown> {
    return answer(this.http.delete(websiteUrl(id)));
  }

  found(id: string): Promise<FoundPage[]> {
    return answer(this.http.get<FoundPage[]>(`${websiteUrl(id)}/found`));
  }

  importPages(id: string, urls: string[]): Promise<KnowledgeWebsite> {
    return answer(this.http.post<KnowledgeWebsite>(`${websiteUrl(id)}/import`, { urls }));
  }

  readWebsite(id: string): Promise<KnowledgeWebsite> {
    return answer(this.http.post<KnowledgeWebsite>(`${websiteUrl(id)}/read`, {}));
  }

  gaps(cursor: string | null): Promise<Page<KnowledgeGap>> {
    return answer(this.http.get<Page<KnowledgeGap>>(`${KNOWLEDGE}/gaps`, { params: { limit: 50, ...(cursor ? { cursor } : {}) } }));
  }

  dismissGap(id: string): Promise<unknown> {
    return answer(this.http.delete(`${KNOWLEDGE}/gaps/${encodeURIComponent(id)}`));
  }

  search(request: KnowledgeSearchRequest): Promise<KnowledgeSearchResult> {
    return answer(this.http.post<KnowledgeSearchResult>(`${KNOWLEDGE}/search`, request));
  }
}

function answer<T>(call: Observable<T>): Promise<T> {
  return firstValueFrom(call);
}

function documentUrl(id: string): string {
  return `${KNOWLEDGE}/documents/${encodeURIComponent(id)}`;
}
function articleUrl(id: string): string {
  return `${KNOWLEDGE}/articles/${encodeURIComponent(id)}`;
}
function websiteUrl(id: string): string {
  return `${KNOWLEDGE}/websites/${encodeURIComponent(id)}`;
}

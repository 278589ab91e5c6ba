import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type {
  AttachmentKind,
  CreateTemplateRequest,
  EditTemplateRequest,
  Recipient,
  StartConversationRequest,
  StartedConversation,
  TemplateDetail,
  TemplateList,
  TemplateSample,
  UpdateTemplateSettingsRequest,
  UploadedAttachment,
} from '@mailtrixy/shared/dto';
import { uuidv7 } from '@mailtrixy/web/shared/util';
import { type Observable, firstValueFrom } from 'rxjs';

const TEMPLATES = '/api/templates';

/** The routes of templates, and those that a new conversation needs. */
@Injectable({ providedIn: 'root' })
export class TemplatesApi {
  private readonly http = inject(HttpClient);

  list(channelId: string): Promise<TemplateList> {
    return answer(this.http.get<TemplateList>(TEMPLATES, { params: { channelId } }));
  }

  get(id: string): Promise<TemplateDetail> {
    return answer(this.http.get<TemplateDetail>(templateUrl(id)));
  }

  sync(channelId: string): Promise<unknown> {
    return answer(this.http.post(`${TEMPLATES}/sync`, { channelId }));
  }

  update(id: string, request: UpdateTemplateSettingsRequest): Promise<TemplateDetail> {
    return answer(this.http.patch<TemplateDetail>(templateUrl(id), request));
  }

  create(request: CreateTemplateRequest): Promise<TemplateDetail> {
    return answer(this.http.post<TemplateDetail>(TEMPLATES, request));
  }

  edit(id: string, request: EditTemplateRequest): Promise<TemplateDetail> {
    return answer(this.http.post<TemplateDetail>(`${templateUrl(id)}/edit`, request));
  }

  remove(id: string, allLanguages: boolean): Promise<unknown> {
    return answer(this.http.delete(templateUrl(id), { params: { allLanguages } }));
  }

  /** Hands an uploaded file on to Meta as the example of a header. */
  sample(channelId: string, attachmentId: string): Promise<TemplateSample> {
    return answer(this.http.post<TemplateSample>(`${TEMPLATES}/samples`, { channelId, attachmentId }));
  }

  upload(file: File, kind: AttachmentKind): Promise<UploadedAttachment> {
    const form = new FormData();
    form.set('clientId', uuidv7());
    form.set('kind', kind);
    // the server reads the fields before the bytes
    form.set('file', file, file.name);
    return answer(this.http.post<UploadedAttachment>('/api/attachments', form));
  }

  recipients(channelId: string, q: string): Promise<Recipient[]> {
    return answer(this.http.get<Recipient[]>('/api/recipients', { params: { channelId, q } }));
  }

  start(request: StartConversationRequest): Promise<StartedConversation> {
    return answer(this.http.post<StartedConversation>('/api/conversations', request));
  }
}

function answer<T>(response: Observable<T>): Promise<T> {
  return firstValueFrom(response);
}

function templateUrl(id: string): string {
  return `${TEMPLATES}/${encodeURIComponent(id)}`;
}

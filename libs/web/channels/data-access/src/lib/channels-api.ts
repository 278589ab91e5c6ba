import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type {
  ChannelDetail,
  ChannelNotice,
  ChannelRef,
  ChannelSecretName,
  ChannelSummary,
  ConnectionTest,
  CreateChannelRequest,
  Page,
  ReplaceSecretRequest,
  SandboxResult,
  TemplateList,
  TestConnectionRequest,
  UpdateChannelRequest,
  VerifyTokenValue,
} from '@mailtrixy/shared/dto';
import { type Observable, firstValueFrom } from 'rxjs';

const CHANNELS = '/api/channels';

/** The routes under /api/channels, one method each. */
@Injectable({ providedIn: 'root' })
export class ChannelsApi {
  private readonly http = inject(HttpClient);

  list(): Promise<ChannelSummary[]> {
    return answer(this.http.get<ChannelSummary[]>(CHANNELS));
  }

  refs(): Promise<ChannelRef[]> {
    return answer(this.http.get<ChannelRef[]>('/api/channel-refs'));
  }

  get(id: string): Promise<ChannelDetail> {
    return answer(this.http.get<ChannelDetail>(`${CHANNELS}/${id}`));
  }

  create(request: CreateChannelRequest): Promise<ChannelDetail> {
    return answer(this.http.post<ChannelDetail>(CHANNELS, request));
  }

  createSandbox(): Promise<SandboxResult> {
    return answer(this.http.post<SandboxResult>(`${CHANNELS}/sandbox`, {}));
  }

  testValues(request: TestConnectionRequest): Promise<ConnectionTest> {
    return answer(this.http.post<ConnectionTest>(`${CHANNELS}/test`, request));
  }

  test(id: string): Promise<ConnectionTest> {
    return answer(this.http.post<ConnectionTest>(`${CHANNELS}/${id}/test`, {}));
  }

  update(id: string, request: UpdateChannelRequest): Promise<ChannelDetail> {
    return answer(this.http.patch<ChannelDetail>(`${CHANNELS}/${id}`, request));
  }

  replaceSecret(id: string, name: ChannelSecretName, request: ReplaceSecretRequest): Promise<ChannelDetail> {
    return answer(this.http.put<ChannelDetail>(`${CHANNELS}/${id}/secrets/${name}`, request));
  }

  retireSecret(id: string, secretId: string): Promise<ChannelDetail> {
    return answer(this.http.delete<ChannelDetail>(`${CHANNELS}/${id}/secrets/${secretId}`));
  }

  revealVerifyToken(id: string): Promise<VerifyTokenValue> {
    return answer(this.http.post<VerifyTokenValue>(`${CHANNELS}/${id}/verify-token/reveal`, {}));
  }

  act(id: string, action: 'activate' | 'disable' | 'hold' | 'release'): Promise<ChannelDetail> {
    return answer(this.http.post<ChannelDetail>(`${CHANNELS}/${id}/${action}`, {}));
  }

  subscribe(id: string): Promise<ConnectionTest> {
    return answer(this.http.post<ConnectionTest>(`${CHANNELS}/${id}/subscribe`, {}));
  }

  syncTemplates(channelId: string): Promise<unknown> {
    return answer(this.http.post('/api/templates/sync', { channelId }));
  }

  templates(channelId: string): Promise<TemplateList> {
    return answer(this.http.get<TemplateList>('/api/templates', { params: { channelId } }));
  }

  notices(id: string, cursor: string | null): Promise<Page<ChannelNotice>> {
    return answer(this.http.get<Page<ChannelNotice>>(`${CHANNELS}/${id}/notices`, { params: cursor ? { cursor } : {} }));
  }

  dismissNotice(id: string, noticeId: string): Promise<ChannelNotice> {
    return answer(this.http.post<ChannelNotice>(`${CHANNELS}/${id}/notices/${noticeId}/dismiss`, {}));
  }

  remove(id: string): Promise<void> {
    return answer(this.http.delete<void>(`${CHANNELS}/${id}`));
  }
}

function answer<T>(request: Observable<T>): Promise<T> {
  return firstValueFrom(request);
}

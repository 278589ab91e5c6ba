import { HttpClient, HttpParams } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type { LogDetail, LogFilter, LogPage, RecheckResult, ReplayResult } from '@mailtrixy/shared/dto';
import { firstValueFrom } from 'rxjs';

export interface LogQuery {
  filter: LogFilter;
  q: string;
  cursor?: string;
  limit?: number;
}

/** The log of one channel: deliveries, verifications and sends. */
@Injectable({ providedIn: 'root' })
export class LogsApi {
  private readonly http = inject(HttpClient);

  page(channelId: string, query: LogQuery): Promise<LogPage> {
    let params = new HttpParams().set('filter', query.filter).set('limit', query.limit ?? 100);
    if (query.q) params = params.set('q', query.q);
    if (query.cursor) params = params.set('cursor', query.cursor);
    return firstValueFrom(this.http.get<LogPage>(`/api/channels/${channelId}/logs`, { params }));
  }

  get(channelId: string, logId: string): Promise<LogDetail> {
    return firstValueFrom(this.http.get<LogDetail>(this.path(channelId, logId)));
  }

  recheck(channelId: string, logId: string): Promise<RecheckResult> {
    return firstValueFrom(this.http.post<RecheckResult>(`${this.path(channelId, logId)}/recheck`, {}));
  }

  replay(channelId: string, logId: string): Promise<ReplayResult> {
    return firstValueFrom(this.http.post<ReplayResult>(`${this.path(channelId, logId)}/replay`, {}));
  }

  replayDead(channelId: string): Promise<ReplayResult> {
    return firstValueFrom(this.http.post<ReplayResult>(`/api/channels/${channelId}/logs/replay-dead`, {}));
  }

  private path(channelId: string, logId: string): string {
    return `/api/channels/${channelId}/logs/${encodeURIComponent(logId)}`;
  }
}

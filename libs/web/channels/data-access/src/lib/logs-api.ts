import { HttpClient, HttpParams } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type { LogDetail, LogDirection, LogFilter, LogHistogram, LogPage, LogType, RecheckResult, ReplayManyResult, ReplayResult, TestDeliveryResult } from '@mailtrixy/shared/dto';
import { firstValueFrom } from 'rxjs';

export interface LogQuery {
  filter: LogFilter;
  q: string;
  type?: LogType | null;
  direction?: LogDirection | null;
  from?: string;
  to?: string;
  cursor?: string;
  limit?: number;
}

/** The log of one channel: deliveries, verifications and sends. */
@Injectable({ providedIn: 'root' })
export class LogsApi {
  private readonly http = inject(HttpClient);

  page(channelId: string, query: LogQuery): Promise<LogPage> {
    let params = new HttpParams().set('filter', query.filter).set('limit', query.limit ?? 100);
    for (const name of ['q', 'type', 'direction', 'from', 'to', 'cursor'] as const) if (query[name]) params = params.set(name, query[name]);
    return firstValueFrom(this.http.get<LogPage>(`/api/channels/${channelId}/logs`, { params }));
  }

  histogram(channelId: string, query: Pick<LogQuery, 'type' | 'direction'> & { from: string; to: string }): Promise<LogHistogram> {
    let params = new HttpParams().set('from', query.from).set('to', query.to);
    for (const name of ['type', 'direction'] as const) if (query[name]) params = params.set(name, query[name]);
    return firstValueFrom(this.http.get<LogHistogram>(`/api/channels/${channelId}/logs/histogram`, { params }));
  }

  testDelivery(channelId: string): Promise<TestDeliveryResult> {
    return firstValueFrom(this.http.post<TestDeliveryResult>(`/api/channels/${channelId}/logs/test-delivery`, {}));
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

  replayMany(channelId: string, ids: string[]): Promise<ReplayManyResult> {
    return firstValueFrom(this.http.post<ReplayManyResult>(`/api/channels/${channelId}/logs/replay-many`, { ids }));
  }

  private path(channelId: string, logId: string): string {
    return `/api/channels/${channelId}/logs/${encodeURIComponent(logId)}`;
  }
}

import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type {
  AiChannelSettings,
  AiModelList,
  AiProvider,
  AiProviderTest,
  AiReplay,
  AiRun,
  AiRunRow,
  AiSettings,
  CreateExamCaseRequest,
  ExamCase,
  ExamRun,
  Page,
  PlaygroundRequest,
  Recipient,
  SaveExamCaseRequest,
  StartReplayRequest,
  TestAiProviderRequest,
  ThresholdPreview,
  UpdateAiChannelRequest,
  UpdateAiProviderRequest,
  UpdateAiSettingsRequest,
  UpdateExamCaseRequest,
} from '@mailtrixy/shared/dto';
import { firstValueFrom, type Observable } from 'rxjs';

const AI = '/api/ai';

/** The routes of AI settings, playground, replays, exam and runs. */
@Injectable({ providedIn: 'root' })
export class AiApi {
  private readonly http = inject(HttpClient);

  settings(): Promise<AiSettings> {
    return answer(this.http.get<AiSettings>(`${AI}/settings`));
  }

  saveSettings(request: UpdateAiSettingsRequest): Promise<AiSettings> {
    return answer(this.http.patch<AiSettings>(`${AI}/settings`, request));
  }

  pause(paused: boolean): Promise<AiSettings> {
    return answer(this.http.post<AiSettings>(`${AI}/pause`, { paused }));
  }

  channels(): Promise<AiChannelSettings[]> {
    return answer(this.http.get<AiChannelSettings[]>(`${AI}/channels`));
  }

  saveChannel(id: string, request: UpdateAiChannelRequest): Promise<AiChannelSettings> {
    return answer(this.http.patch<AiChannelSettings>(`${AI}/channels/${encodeURIComponent(id)}`, request));
  }

  /** What last week would have been with these thresholds. */
  preview(channelId: string, sendAt: number, draftAt: number): Promise<ThresholdPreview> {
    return answer(this.http.get<ThresholdPreview>(`${AI}/channels/${encodeURIComponent(channelId)}/threshold-preview`, { params: { sendAt, draftAt } }));
  }

  provider(): Promise<AiProvider> {
    return answer(this.http.get<AiProvider>(`${AI}/provider`));
  }

  saveProvider(request: UpdateAiProviderRequest): Promise<AiProvider> {
    return answer(this.http.put<AiProvider>(`${AI}/provider`, request));
  }

  testProvider(request: TestAiProviderRequest): Promise<AiProviderTest> {
    return answer(this.http.post<AiProviderTest>(`${AI}/provider/test`, request));
  }

  models(): Promise<AiModelList> {
    return answer(this.http.get<AiModelList>(`${AI}/provider/models`));
  }

  playground(request: PlaygroundRequest): Promise<AiRun> {
    return answer(this.http.post<AiRun>(`${AI}/playground`, request));
  }

  /** The newest customers of a channel, to ask as one of them. */
  customers(channelId: string): Promise<Recipient[]> {
    return answer(this.http.get<Recipient[]>('/api/recipients', { params: { channelId } }));
  }

  runs(cursor: string | null): Promise<Page<AiRunRow>> {
    return answer(this.http.get<Page<AiRunRow>>(`${AI}/runs`, { params: cursor ? { cursor } : {} }));
  }

  run(id: string): Promise<AiRun> {
    return answer(this.http.get<AiRun>(`${AI}/runs/${encodeURIComponent(id)}`));
  }

  replays(): Promise<AiReplay[]> {
    return answer(this.http.get<AiReplay[]>(`${AI}/replays`));
  }

  startReplay(request: StartReplayRequest): Promise<AiReplay> {
    return answer(this.http.post<AiReplay>(`${AI}/replays`, request));
  }

  replay(id: string): Promise<AiReplay> {
    return answer(this.http.get<AiReplay>(`${AI}/replays/${encodeURIComponent(id)}`));
  }

  examCases(): Promise<ExamCase[]> {
    return answer(this.http.get<ExamCase[]>(`${AI}/exam/cases`));
  }

  addExamCase(request: CreateExamCaseRequest): Promise<ExamCase> {
    return answer(this.http.post<ExamCase>(`${AI}/exam/cases`, request));
  }

  /** What a customer asked, with what was said before. The same message twice is one case. */
  saveExamCase(request: SaveExamCaseRequest): Promise<ExamCase> {
    return answer(this.http.post<ExamCase>(`${AI}/exam/cases/from-chat`, request));
  }

  updateExamCase(id: string, request: UpdateExamCaseRequest): Promise<ExamCase> {
    return answer(this.http.patch<ExamCase>(`${AI}/exam/cases/${encodeURIComponent(id)}`, request));
  }

  removeExamCase(id: string): Promise<unknown> {
    return answer(this.http.delete(`${AI}/exam/cases/${encodeURIComponent(id)}`));
  }

  examRuns(): Promise<ExamRun[]> {
    return answer(this.http.get<ExamRun[]>(`${AI}/exam/runs`));
  }

  startExam(): Promise<ExamRun> {
    return answer(this.http.post<ExamRun>(`${AI}/exam/runs`, {}));
  }
}

function answer<T>(call: Observable<T>): Promise<T> {
  return firstValueFrom(call);
}

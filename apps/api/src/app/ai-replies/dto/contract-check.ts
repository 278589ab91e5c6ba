import type { AskDraftRequest, CopilotRequest, CreateExamCaseRequest, DraftFeedbackRequest, PauseAiRequest, PlaygroundRequest, SaveExamCaseRequest, SendDraftRequest, StartReplayRequest, UpdateAiChannelRequest, UpdateAiSettingsRequest, UpdateExamCaseRequest } from '@mailtrixy/shared/dto';
import type { AskDraftDto, CopilotDto, DraftFeedbackDto, SendDraftDto } from './draft.dtos';
import type { PauseAiDto, UpdateAiChannelDto, UpdateAiSettingsDto } from './settings.dtos';
import type { CreateExamCaseDto, PlaygroundDto, SaveExamCaseDto, StartReplayDto, UpdateExamCaseDto } from './trial.dtos';

// "implements" lets a class leave out an optional member; these do not compile then.
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Flat<T> = { [K in keyof T]: T[K] };

export const askDraft: Equal<Flat<AskDraftDto>, Flat<AskDraftRequest>> = true;
export const copilot: Equal<Flat<CopilotDto>, Flat<CopilotRequest>> = true;
export const createExamCase: Equal<Flat<CreateExamCaseDto>, Flat<CreateExamCaseRequest>> = true;
export const draftFeedback: Equal<Flat<DraftFeedbackDto>, Flat<DraftFeedbackRequest>> = true;
export const pauseAi: Equal<Flat<PauseAiDto>, Flat<PauseAiRequest>> = true;
export const playground: Equal<Flat<PlaygroundDto>, Flat<PlaygroundRequest>> = true;
export const saveExamCase: Equal<Flat<SaveExamCaseDto>, Flat<SaveExamCaseRequest>> = true;
export const sendDraft: Equal<Flat<SendDraftDto>, Flat<SendDraftRequest>> = true;
export const startReplay: Equal<Flat<StartReplayDto>, Flat<StartReplayRequest>> = true;
export const updateAiChannel: Equal<Flat<UpdateAiChannelDto>, Flat<UpdateAiChannelRequest>> = true;
export const updateAiSettings: Equal<Flat<UpdateAiSettingsDto>, Flat<UpdateAiSettingsRequest>> = true;
export const updateExamCase: Equal<Flat<UpdateExamCaseDto>, Flat<UpdateExamCaseRequest>> = true;

import type { AssignConversationRequest, DraftBody, FillCannedReplyRequest, MarkReadRequest, MergeContactsRequest, MergeLabelRequest, RetryMessageRequest, SaveCannedReplyRequest, SaveLabelRequest, SendMessageRequest, SetConversationStatusRequest, SetLabelsRequest, SetReactionRequest, SnoozeRequest, UpdateContactRequest } from '@mailtrixy/shared/dto';
import type { MergeContactsDto, UpdateContactDto } from './contact.dtos';
import type { AssignConversationDto, DraftDto, MarkReadDto, RetryMessageDto, SendMessageDto, SetConversationStatusDto } from './inbox.dtos';
import type { FillCannedReplyDto, MergeLabelDto, SaveCannedReplyDto, SaveLabelDto, SetLabelsDto, SnoozeDto } from './label.dtos';
import type { SetReactionDto } from './reaction.dto';

// "implements" lets a class leave out an optional member; these do not compile then.
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Flat<T> = { [K in keyof T]: T[K] };

export const assignConversation: Equal<Flat<AssignConversationDto>, Flat<AssignConversationRequest>> = true;
export const draft: Equal<Flat<DraftDto>, Flat<DraftBody>> = true;
export const mergeContacts: Equal<Flat<MergeContactsDto>, Flat<MergeContactsRequest>> = true;
export const updateContact: Equal<Flat<UpdateContactDto>, Flat<UpdateContactRequest>> = true;
export const markRead: Equal<Flat<MarkReadDto>, Flat<MarkReadRequest>> = true;
export const retryMessage: Equal<Flat<RetryMessageDto>, Flat<RetryMessageRequest>> = true;
export const sendMessage: Equal<Flat<SendMessageDto>, Flat<SendMessageRequest>> = true;
export const setConversationStatus: Equal<Flat<SetConversationStatusDto>, Flat<SetConversationStatusRequest>> = true;
export const setReaction: Equal<Flat<SetReactionDto>, Flat<SetReactionRequest>> = true;
export const fillCannedReply: Equal<Flat<FillCannedReplyDto>, Flat<FillCannedReplyRequest>> = true;
export const mergeLabel: Equal<Flat<MergeLabelDto>, Flat<MergeLabelRequest>> = true;
export const saveCannedReply: Equal<Flat<SaveCannedReplyDto>, Flat<SaveCannedReplyRequest>> = true;
export const saveLabel: Equal<Flat<SaveLabelDto>, Flat<SaveLabelRequest>> = true;
export const setLabels: Equal<Flat<SetLabelsDto>, Flat<SetLabelsRequest>> = true;
export const snooze: Equal<Flat<SnoozeDto>, Flat<SnoozeRequest>> = true;

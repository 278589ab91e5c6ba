import type { OutboundContent } from '@mailtrixy/server/channels';
import { withMediaIds, type FilledTemplate } from '@mailtrixy/server/templates';
import type { AttachmentKind, ContactCard, OutboundInteractive, OutboundLocation } from '@mailtrixy/shared/dto';

/** A template with its values, as it is kept with the message; its text and look are the message's own. */
export type OutgoingTemplate = Omit<FilledTemplate, 'body' | 'content'>;

/** Refused with `code` because our copy was old: filled in again, once, after a sync that began later than `since`. */
export interface StaleTemplate {
  since: string;
  code: number;
  filled: boolean;
  /** A person pressed Retry: sent again also when nothing about the template changed. */
  byPerson?: boolean;
}

/** What a message sends beside its body: column message.outgoing. Files are ours; the provider's ids are looked up for each send. */
export type OutgoingContent =
  | { type: 'text'; previewUrl?: boolean }
  | { type: 'media'; attachmentId: string; kind: AttachmentKind; fileName: string | null }
  | { type: 'location'; location: OutboundLocation }
  | { type: 'contacts'; cards: ContactCard[] }
  | { type: 'interactive'; interactive: OutboundInteractive; headerFileName: string | null }
  | { type: 'reaction'; targetExternalId: string; targetId: string; emoji: string | null }
  | { type: 'template'; template: OutgoingTemplate; stale?: StaleTemplate };

/** A file that the provider holds, ready to be named in a send. */
export interface SendableFile {
  mediaId: string;
  fileName: string | null;
}

/** MySQL hands JSON over parsed, MariaDB as text. NULL is a text of the time before other types. */
export function readOutgoing(column: unknown): OutgoingContent {
  return (typeof column === 'string' ? (JSON.parse(column) as OutgoingContent) : (column as OutgoingContent | null)) ?? { type: 'text' };
}

/** Our files that a send needs. */
export function filesOf(outgoing: OutgoingContent): string[] {
  switch (outgoing.type) {
    case 'media':
      return [outgoing.attachmentId];
    case 'interactive': {
      const header = 'header' in outgoing.interactive ? outgoing.interactive.header : undefined;
      return header && header.type !== 'text' && header.attachmentId ? [header.attachmentId] : [];
    }
    case 'template':
      return [...new Set(outgoing.template.mediaSlots.map(({ attachmentId }) => attachmentId))];
    default:
      return [];
  }
}

/** @param files the provider's ids of all of filesOf */
export function providerContent(outgoing: OutgoingContent, body: string, files: ReadonlyMap<string, SendableFile>): OutboundContent {
  switch (outgoing.type) {
    case 'text':
      return { type: 'text', body, ...(outgoing.previewUrl === undefined ? {} : { previewUrl: outgoing.previewUrl }) };
    case 'media':
      return { type: 'media', kind: outgoing.kind, mediaId: fileIn(files, outgoing.attachmentId).mediaId, caption: body || null, fileName: outgoing.fileName };
    case 'interactive': {
      const [header] = filesOf(outgoing);
      return { type: 'interactive', body, interactive: outgoing.interactive, headerMediaId: header ? fileIn(files, header).mediaId : null, headerFileName: outgoing.headerFileName };
    }
    case 'reaction':
      return { type: 'reaction', targetExternalId: outgoing.targetExternalId, emoji: outgoing.emoji };
    case 'template':
      return { type: 'template', name: outgoing.template.name, language: outgoing.template.language, components: withMediaIds(outgoing.template.components, files) };
    default:
      return outgoing;
  }
}

function fileIn(files: ReadonlyMap<string, SendableFile>, attachmentId: string): SendableFile {
  const file = files.get(attachmentId);
  if (!file) throw new Error(`The file ${attachmentId} is not at the provider.`);
  return file;
}

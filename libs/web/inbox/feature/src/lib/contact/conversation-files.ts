import type { Message } from '@mailtrixy/shared/dto';
import { parseMarks, type InlineNode } from '@mailtrixy/web/shared/util';

export interface FoundFile {
  messageId: string;
  kind: NonNullable<Message['attachment']>['kind'];
  name: string;
  sizeBytes: number | null;
  address: string | null;
  at: string;
}
export interface FoundLink {
  messageId: string;
  href: string;
  text: string;
  at: string;
}

const NAMES: Record<FoundFile['kind'], string> = { image: 'Photo', video: 'Video', audio: 'Audio', voice: 'Voice message', document: 'Document', sticker: 'Sticker' };

/** Files and web links of the messages at hand, newest first; a link once, however often it was sent. */
export function filesAndLinks(messages: readonly Message[]): { files: FoundFile[]; links: FoundLink[] } {
  const files: FoundFile[] = [];
  const links = new Map<string, FoundLink>();
  for (const message of [...messages].reverse()) {
    const { attachment, body } = message;
    if (message.revokedAt || message.direction === 'system') continue;
    if (attachment && attachment.kind !== 'sticker') {
      files.push({ messageId: message.id, kind: attachment.kind, name: attachment.fileName ?? NAMES[attachment.kind], sizeBytes: attachment.sizeBytes, address: attachment.state === 'ready' ? attachment.addresses.original : null, at: message.at });
    }
    for (const { href, text } of webLinks(body ?? '')) if (!links.has(href)) links.set(href, { messageId: message.id, href, text, at: message.at });
  }
  return { files, links: [...links.values()] };
}

function webLinks(text: string): { href: string; text: string }[] {
  if (!/https?:\/\//i.test(text)) return [];
  const found: { href: string; text: string }[] = [];
  const visit = (nodes: readonly InlineNode[]) => {
    for (const node of nodes) {
      if (node.kind === 'link' && /^https?:/i.test(node.href)) found.push({ href: node.href, text: node.text });
      else if ('children' in node) visit(node.children);
    }
  };
  for (const block of parseMarks(text)) {
    if (block.kind !== 'code') for (const line of block.kind === 'list' ? block.items : block.lines) visit(line);
  }
  return found;
}

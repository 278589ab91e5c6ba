import type { ParsedButton, ParsedCard, ParsedTemplate } from './parsed-template';

const HEADERS = new Set(['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION', 'PRODUCT']);
const BUTTONS = new Set(['QUICK_REPLY', 'URL', 'PHONE_NUMBER', 'COPY_CODE', 'OTP', 'FLOW', 'CATALOG', 'SPM', 'VOICE_CALL', 'REQUEST_CONTACT_INFO']);

const BY_STATUS: Readonly<Record<string, string>> = {
  PENDING: 'Meta is still reviewing this template. That takes minutes, at most a day.',
  REJECTED: 'Meta rejected this template.',
  PAUSED: 'Meta paused this template because people blocked or reported it. Choose another until the pause is over.',
  DISABLED: 'Meta disabled this template for good. Choose another one.',
  IN_APPEAL: 'Meta’s refusal of this template is being appealed.',
  PENDING_DELETION: 'This template is being deleted.',
  DELETED: 'This template was deleted at Meta.',
  LIMIT_EXCEEDED: 'This WhatsApp account has more templates than Meta allows.',
  ARCHIVED: 'This template was archived at Meta. Take it out of the archive in WhatsApp Manager to use it.',
};

/** Why a template cannot be sent, in words; null when it can. */
export function notSendable(template: ParsedTemplate, { status, deleted }: { status: string; deleted: boolean }): string | null {
  if (deleted) return 'This template no longer exists at Meta.';
  if (status !== 'APPROVED') return BY_STATUS[status] ?? `Meta says the template’s state is “${status}”. Only approved templates can be sent.`;
  if (template.unknown.length) return `It has a part that MailTrixy does not know (${template.unknown.join(', ')}). Send it from WhatsApp Manager.`;
  for (const part of [template, ...template.cards]) {
    const reason = strangePart(part);
    if (reason) return reason;
  }
  return null;
}

function strangePart({ header, buttons }: ParsedCard): string | null {
  if (header && !HEADERS.has(header.format)) return `It has a header that MailTrixy does not know (${header.format.toLowerCase()}). Send it from WhatsApp Manager.`;
  for (const button of buttons) {
    const reason = strangeButton(button);
    if (reason) return reason;
  }
  return null;
}

function strangeButton({ type, text }: ParsedButton): string | null {
  if (type === 'MPM') return `The button “${text}” shows a list of products from your catalogue, which MailTrixy cannot read.`;
  return BUTTONS.has(type) ? null : `It has a button that MailTrixy does not know (${type.toLowerCase() || 'nameless'}). Send it from WhatsApp Manager.`;
}

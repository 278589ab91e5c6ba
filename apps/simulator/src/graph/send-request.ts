import { checkInteractive } from '../sending/interactive-rules';
import { checkContacts, checkLocation, checkMedia, checkReaction, checkText } from '../sending/plain-rules';
import { invalid, missing } from '../sending/request-error';
import { graphError, parameterError } from './graph-error';

/** A checked `POST /{pnid}/messages` that is not a read receipt. */
export interface SendRequest {
  to: string | null;
  recipient: string | null;
  type: string;
  content: Record<string, unknown> | unknown[];
  text: string | null;
  contextId: string | null;
  token: string | null;
}

export interface ReadRequest {
  messageId: string;
  typing: boolean;
}

type Members = Record<string, unknown>;

// Graph names them in this order in its own error text
const types = ['AUDIO', 'CONTACTS', 'DOCUMENT', 'IMAGE', 'INTERACTIVE', 'LOCATION', 'REACTION', 'STICKER', 'TEMPLATE', 'TEXT', 'VIDEO'];
export const mediaKinds = new Set(['audio', 'document', 'image', 'sticker', 'video']);
/** Types that exist in webhooks and cannot be sent. */
const inboundOnly = new Set(['button', 'order', 'system', 'unsupported', 'unknown', 'request_welcome', 'edit', 'revoke', 'poll', 'hsm']);

/** Every media id that a send names, with its path in Graph's own notation. */
export function mediaReferences(request: SendRequest): { id: string; path: string }[] {
  const found: { id: string; path: string }[] = [];
  const look = (value: unknown, path: string, name: string): void => {
    if (Array.isArray(value)) value.forEach((each, i) => look(each, `${path}[${i}]`, ''));
    const members = asMembers(value);
    if (!members) return;
    if (mediaKinds.has(name) && typeof members['id'] === 'string') found.push({ id: members['id'], path });
    for (const [key, each] of Object.entries(members)) look(each, `${path}['${key}']`, key);
  };
  if (mediaKinds.has(request.type) || request.type === 'template' || request.type === 'interactive') look(request.content, request.type, request.type);
  return found;
}

export function asMembers(value: unknown): Members | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : null;
}

/** `messaging_product` is checked before anything else; a body that is not JSON has none (META §8.1). */
export function requireMessagingProduct(body: unknown): Members {
  const members = asMembers(body);
  const product = members?.['messaging_product'];
  if (!members || product === undefined || product === null || product === '') throw parameterError('The parameter messaging_product is required.');
  if (typeof product !== 'string' || product.toLowerCase() !== 'whatsapp') {
    throw parameterError(`Param messaging_product must be one of {WHATSAPP} - got ${JSON.stringify(product)}.`);
  }
  return members;
}

/** `status:"read"` (META §8.8). */
export function readRequest(members: Members): ReadRequest {
  if (members['status'] !== 'read') throw parameterError(`Param status must be one of {READ} - got ${JSON.stringify(members['status'])}.`);
  const messageId = members['message_id'];
  if (typeof messageId !== 'string' || messageId === '') throw parameterError('The parameter message_id is required.');
  const typing = members['typing_indicator'];
  if (typing !== undefined && asMembers(typing)?.['type'] !== 'text') throw invalid("Parameter 'typing_indicator.type' must be 'text'.");
  return { messageId, typing: typing !== undefined };
}

/** The checks Meta makes before it accepts (META §8.1–8.8, §13); templates are filled later, where they are known. */
export function sendRequest(members: Members): SendRequest {
  const recipientType = members['recipient_type'] ?? 'individual';
  if (recipientType !== 'individual' && recipientType !== 'group') {
    throw parameterError(`Param recipient_type must be one of {INDIVIDUAL, GROUP} - got ${JSON.stringify(recipientType)}.`);
  }
  if (recipientType === 'group') throw invalid('Groups are not enabled for this phone number.');
  const { to, recipient } = receiver(members);
  const type = members['type'] ?? 'text';
  if (typeof type === 'string' && inboundOnly.has(type.toLowerCase())) throw graphError(131051);
  if (typeof type !== 'string' || !types.includes(type.toUpperCase())) {
    throw parameterError(`Param type must be one of {${types.join(', ')}} - got ${JSON.stringify(type)}.`);
  }
  const content = contentOf(members, type.toLowerCase());
  const context = contextId(members['context']);
  if (context !== null && type.toLowerCase() === 'reaction') throw invalid('A reaction cannot quote a message.');
  return {
    to,
    recipient,
    type: type.toLowerCase(),
    content,
    text: type.toLowerCase() === 'text' ? String((content as Members)['body']) : null,
    contextId: context,
    token: opaque(members['biz_opaque_callback_data']),
  };
}

/** `to` wins when both are given (META §5). */
function receiver(members: Members): { to: string | null; recipient: string | null } {
  const to = typeof members['to'] === 'number' ? String(members['to']) : members['to'];
  const recipient = members['recipient'];
  if (to !== undefined && to !== null && to !== '') {
    if (typeof to !== 'string') throw parameterError('Param to must be a string.');
    return { to, recipient: null };
  }
  if (recipient === undefined || recipient === null || recipient === '') throw parameterError('The parameter to is required.');
  if (typeof recipient !== 'string' || !/^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/.test(recipient)) {
    throw invalid("Parameter 'recipient' is not a valid business-scoped user ID.");
  }
  return { to: null, recipient };
}

function contentOf(members: Members, type: string): Members | unknown[] {
  const value = members[type];
  if (value === undefined || value === null) throw parameterError(`The parameter ${type} is required.`);
  if (type === 'contacts') {
    checkContacts(value);
    return value as unknown[];
  }
  const content = asMembers(value);
  if (!content) throw parameterError(`Param ${type} must be a JSON object.`);
  if (type === 'text') checkText(content);
  else if (mediaKinds.has(type)) checkMedia(type, content);
  else if (type === 'location') checkLocation(content);
  else if (type === 'reaction') checkReaction(content);
  else if (type === 'interactive') checkInteractive(content);
  else checkTemplateName(content);
  return content;
}

function checkTemplateName(template: Members): void {
  for (const name of ['name', 'language']) {
    if (template[name] === undefined || template[name] === null || template[name] === '') throw missing(`Parameter 'template.${name}' is required.`);
  }
  if (typeof template['name'] !== 'string') throw parameterError("Param template['name'] must be a string.");
  if (!asMembers(template['language'])?.['code']) throw missing("Parameter 'template.language.code' is required.");
}

function contextId(context: unknown): string | null {
  if (context === undefined || context === null) return null;
  const messageId = asMembers(context)?.['message_id'];
  if (typeof messageId !== 'string' || !messageId.startsWith('wamid.')) throw invalid("Parameter 'context.message_id' is not a valid message ID.");
  return messageId;
}

/** A plain string; an object comes back as its JSON text (RELIABILITY §2.5). */
function opaque(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text.length > 512) throw parameterError('Param biz_opaque_callback_data must be at most 512 characters long.');
  return text;
}

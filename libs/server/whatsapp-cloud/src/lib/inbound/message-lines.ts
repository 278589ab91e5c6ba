import type { InboundMedia } from '@mailtrixy/server/channels';
import type { ContactCard, LocationContent, MessageContent } from '@mailtrixy/shared/dto';
import { captionOf, isMediaType, mediaOf } from './media-part';
import { callPermissionOf, choiceOf, contactsOf, formAnswerOf, locationOf, orderOf, productQuestionOf } from './message-content';
import { errorWords, isWire, shortText, text, wire, wireNumber, type Wire } from './wire-values';

/** How one message is shown. */
export interface MessageLine {
  /** 'text', or Meta's type name. */
  type: string;
  display: 'bubble' | 'stub' | 'system';
  /** The text, caption or chosen label; else a short readable line of what `content` draws. */
  body: string | null;
  content: MessageContent | null;
  media: InboundMedia | null;
  /** 'element': the whole element is kept, for what cannot be drawn and for notices. */
  keeps: 'nothing' | 'element';
  opensWindow: boolean;
}

const NOTE_MAX = 200;

/** Types of META-CLOUD-API §4 that are messages. What is not listed becomes a readable stub with its raw JSON. */
const LINES: Record<string, (message: Wire) => MessageLine> = {
  text: (message) => {
    const body = text(wire(message['text'])['body']);
    const product = productQuestionOf(message);
    // An empty bubble would look like a mistake of ours.
    return body?.trim() || (body !== null && product) ? bubble('text', body, product) : stub('text', 'WhatsApp sent a text message without its text');
  },
  // The quick reply of a template; the pressed label is what the customer "said".
  button: (message) => pressed('button', wire(message['button'])['text'] ?? wire(message['button'])['payload'], choiceOf('template_button', wire(message['button']))),
  interactive,
  location: (message) => {
    const location = locationOf(message);
    return location ? bubble('location', placeWords(location), location) : stub('location', 'WhatsApp sent a location without usable coordinates');
  },
  contacts: (message) => {
    const content = contactsOf(message);
    return content ? bubble('contacts', cardWords(content.cards), content) : stub('contacts', 'WhatsApp sent a contact card without content');
  },
  order: (message) => {
    const content = orderOf(message);
    return content ? bubble('order', shortText(wire(message['order'])['text'], 4096), content) : unknownType('order');
  },
  system: (message) => ({ ...stub('system', shortText(wire(message['system'])['body'], 1000) ?? 'WhatsApp changed something about this contact'), display: 'system', opensWindow: false }),
  request_welcome: () => ({ ...bubble('request_welcome', 'Opened the chat for the first time', null), display: 'system' }),
  // A file of the past that WhatsApp announces without giving it (coexistence history).
  media_placeholder: () => stub('media_placeholder', 'A file from before this number was connected. WhatsApp does not hand it over.'),
  unsupported: (message) => unavailable(message),
  unknown: (message) => unavailable(message),
  errors: (message) => unavailable(message),
};

export function messageLine(message: Wire): MessageLine {
  const type = shortText(message['type'], 64) ?? 'unknown';
  if (isMediaType(type)) return { ...bubble(type, captionOf(type, message), null), media: mediaOf(type, message) };
  // Meta sends a known type without its object beside value.errors 131000.
  return Object.hasOwn(LINES, type) ? LINES[type](message) : unknownType(type);
}

/** A call: it rings and opens the window; MailTrixy cannot take it. Its end is a line of its own. */
export function callLine(call: Wire): MessageLine {
  if (call['event'] === 'connect') return bubble('call', 'Called you on WhatsApp', { kind: 'call', outcome: 'ringing', durationS: null });
  const durationS = wireNumber(call['duration'], 0, 1_000_000);
  const missed = call['status'] === 'FAILED' || !durationS;
  return { ...bubble('call', missed ? 'Missed call' : 'Call ended', { kind: 'call', outcome: missed ? 'missed' : 'ended', durationS }), opensWindow: false };
}

function interactive(message: Wire): MessageLine {
  const element = wire(message['interactive']);
  const kind = shortText(element['type'], 64) ?? 'interactive';
  const reply = element[kind];
  if (!isWire(reply)) return unknownType(kind);
  if (kind === 'button_reply' || kind === 'list_reply') return pressed('interactive', reply['title'], choiceOf(kind === 'list_reply' ? 'list' : 'button', reply));
  if (kind === 'nfm_reply') return bubble('interactive', shortText(reply['body'], NOTE_MAX) ?? 'Answered a form', formAnswerOf(reply));
  if (kind === 'call_permission_reply') {
    const content = callPermissionOf(reply);
    return bubble('interactive', content.accepted ? 'Allowed calls' : 'Declined calls', content);
  }
  return unknownType(kind);
}

function bubble(type: string, body: string | null, content: MessageContent | null): MessageLine {
  return { type, display: 'bubble', body, content, media: null, keeps: 'nothing', opensWindow: true };
}

function stub(type: string, body: string): MessageLine {
  return { type, display: 'stub', body, content: null, media: null, keeps: 'element', opensWindow: true };
}

function unknownType(type: string): MessageLine {
  return stub(type, `WhatsApp sent a type we can't show yet (${type})`);
}

function pressed(type: string, label: unknown, content: MessageContent): MessageLine {
  const body = shortText(label, 1024);
  return body === null ? unknownType(type) : bubble(type, body, content);
}

function unavailable(message: Wire): MessageLine {
  const what = shortText(wire(message['unsupported'])['type'], 40);
  const why = errorWords(message['errors']);
  return stub('unsupported', `WhatsApp did not pass this message on${what ? ` (${what})` : ''}${why ? `: ${why}` : ''}`);
}

function placeWords({ name, address, latitude, longitude }: LocationContent): string {
  return [name, address].filter(Boolean).join(', ') || `${latitude}, ${longitude}`;
}

function cardWords(cards: readonly ContactCard[]): string {
  const names = cards.map(({ name }) => name).filter(Boolean);
  return names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '') || 'Contact card';
}

import { isWire, list, shortText, text, wire, type Wire } from './wire-values';

/** How one message is shown. */
export interface MessageLine {
  /** 'text', or Meta's type name. */
  type: string;
  display: 'bubble' | 'stub' | 'system';
  body: string | null;
  /** What the customer pressed, or the whole element of a stub; 'none' for plain text. */
  payload: 'none' | 'element' | Record<string, unknown>;
  opensWindow: boolean;
}

const MEDIA_WORDS: Record<string, string> = { image: 'Photo', video: 'Video', document: 'Document', audio: 'Audio', sticker: 'Sticker' };
const QUOTE_MAX = 200;

/** Types of META-CLOUD-API §4. What is not listed becomes a readable stub with its raw JSON. */
const LINES: Record<string, (message: Wire) => MessageLine> = {
  text: (message) => {
    const body = text(wire(message['text'])['body']);
    return body === null ? stub('text', 'WhatsApp sent a text message without its text') : { type: 'text', display: 'bubble', body, payload: message['referral'] ? { metaType: 'text', referral: referral(message) } : 'none', opensWindow: true };
  },
  // The quick reply of a template; the pressed label is what the customer "said".
  button: (message) => pressed('button', wire(message['button'])['text'], { button: button(message['button']) }),
  interactive: (message) => {
    const interactive = wire(message['interactive']);
    const kind = shortText(interactive['type'], 64) ?? 'interactive';
    const reply = wire(interactive['button_reply'] ?? interactive['list_reply']);
    if (kind === 'button_reply' || kind === 'list_reply') return pressed('interactive', reply['title'], { interactive: { type: kind, id: shortText(reply['id'], 256), description: shortText(reply['description'], 256) } });
    if (kind === 'nfm_reply') return stub('interactive', 'Answered a form');
    if (kind === 'call_permission_reply') return stub('interactive', wire(interactive['call_permission_reply'])['response'] === 'accept' ? 'Allowed calls' : 'Declined calls');
    return unknownType(kind);
  },
  ...Object.fromEntries(Object.keys(MEDIA_WORDS).map((type) => [type, (message: Wire) => mediaLine(type, message)])),
  location: (message) => {
    const { name, address, latitude, longitude } = wire(message['location']);
    const place = [shortText(name, QUOTE_MAX), shortText(address, QUOTE_MAX)].filter(Boolean).join(', ');
    return stub('location', `Location: ${place || `${Number(latitude)}, ${Number(longitude)}`}`);
  },
  contacts: (message) => {
    const names = list(message['contacts']).map((card) => shortText(wire(wire(card)['name'])['formatted_name'], 80) ?? shortText(wire(list(wire(card)['phones'])[0])['phone'], 40));
    return stub('contacts', `Contact card${names.length > 1 ? 's' : ''}: ${names.filter(Boolean).slice(0, 5).join(', ') || 'no name'}`);
  },
  // A reaction is not a message of its own and is not documented to open the window (META-CLOUD-API §16).
  reaction: (message) => {
    const emoji = shortText(wire(message['reaction'])['emoji'], 16);
    return { ...stub('reaction', emoji ? `Reacted ${emoji}` : 'Took a reaction back'), opensWindow: false };
  },
  edit: (message) => {
    const edited = shortText(wire(wire(wire(message['edit'])['message'])['text'])['body'], QUOTE_MAX);
    return stub('edit', edited ? `Edited a message: ${edited}` : 'Edited a message');
  },
  revoke: () => stub('revoke', 'Deleted a message'),
  order: (message) => unknownType('order', shortText(wire(message['order'])['text'], QUOTE_MAX)),
  system: (message) => ({ type: 'system', display: 'system', body: shortText(wire(message['system'])['body'], 1000) ?? 'WhatsApp changed something about this contact', payload: 'element', opensWindow: false }),
  request_welcome: () => ({ type: 'request_welcome', display: 'system', body: 'Opened the chat for the first time', payload: 'none', opensWindow: true }),
  unsupported: (message) => unavailable(message),
  unknown: (message) => unavailable(message),
};

export function messageLine(message: Wire): MessageLine {
  const type = shortText(message['type'], 64) ?? 'unknown';
  const line = Object.hasOwn(LINES, type) ? LINES[type] : null;
  // Meta sends a known type without its object beside value.errors 131000, and media that it could not fetch with errors.
  return line ? line(message) : unknownType(type);
}

/** A call of the customer: it opens the window, but this version cannot take it. */
export function callLine(): MessageLine {
  return stub('call', 'Called you on WhatsApp');
}

function stub(type: string, body: string): MessageLine {
  return { type, display: 'stub', body, payload: 'element', opensWindow: true };
}

function unknownType(type: string, note?: string | null): MessageLine {
  return stub(type, `WhatsApp sent a type we can't show yet (${type})${note ? `: ${note}` : ''}`);
}

function pressed(metaType: string, label: unknown, payload: Record<string, unknown>): MessageLine {
  const body = shortText(label, 1024);
  return body === null ? unknownType(metaType) : { type: 'text', display: 'bubble', body, payload: { metaType, ...payload }, opensWindow: true };
}

function button(value: unknown): Wire {
  return { payload: shortText(wire(value)['payload'], 256) };
}

function referral(message: Wire): Wire {
  const { source_url, source_id, source_type, headline, ctwa_clid } = wire(message['referral']);
  return { sourceUrl: shortText(source_url, 500), sourceId: shortText(source_id, 100), sourceType: shortText(source_type, 20), headline: shortText(headline, QUOTE_MAX), ctwaClid: shortText(ctwa_clid, 500) };
}

function mediaLine(type: string, message: Wire): MessageLine {
  const media = message[type];
  if (!isWire(media)) return stub(type, `${MEDIA_WORDS[type]}: WhatsApp could not pass it on${because(message)}`);
  const words = type === 'audio' && media['voice'] === true ? 'Voice message' : MEDIA_WORDS[type];
  const detail = shortText(media['caption'], 1024) ?? shortText(media['filename'], QUOTE_MAX);
  return stub(type, detail ? `${words}: ${detail}` : words);
}

function unavailable(message: Wire): MessageLine {
  const what = shortText(wire(message['unsupported'])['type'], 40);
  return stub('unsupported', `WhatsApp did not pass this message on${what ? ` (${what})` : ''}${because(message)}`);
}

function because(message: Wire): string {
  const error = wire(list(message['errors'])[0]);
  const detail = shortText(wire(error['error_data'])['details'], QUOTE_MAX) ?? shortText(error['title'], QUOTE_MAX);
  return detail ? `: ${detail}` : '';
}

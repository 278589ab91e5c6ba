import { parameterError } from '../graph/graph-error';
import { checkMedia } from './plain-rules';
import { checkLength, invalid, missing } from './request-error';

type Members = Record<string, unknown>;

const media = ['image', 'video', 'document'];

interface Shape {
  /** Header formats; none = no header allowed. */
  header?: readonly string[];
  headerRequired?: boolean;
  body?: 'required' | 'optional';
  bodyMax?: number;
  footer?: boolean;
  check(action: Members): void;
}

/** What each interactive type takes, and how long it may be (META §8.6). */
const shapes: Readonly<Record<string, Shape>> = {
  button: { header: ['text', ...media], footer: true, check: checkButtons },
  list: { header: ['text'], bodyMax: 4096, footer: true, check: checkList },
  cta_url: {
    header: ['text', ...media], footer: true,
    check: (action) => {
      requireName(action, 'cta_url');
      const { display_text: text, url } = parameters(action);
      checkLength('CTA display text', text, 20);
      if (typeof url !== 'string' || !/^https?:\/\/./.test(url)) throw invalid("Parameter 'interactive.action.parameters.url' is not a valid URL.");
    },
  },
  location_request_message: { check: (action) => requireName(action, 'send_location') },
  request_contact_info: { header: ['text', ...media], footer: true, check: (action) => requireName(action, 'request_contact_info') },
  flow: { header: ['text', ...media], footer: true, check: checkFlow },
  product: {
    body: 'optional', footer: true,
    check: (action) => {
      for (const name of ['catalog_id', 'product_retailer_id']) requireString(action, name, 'action');
    },
  },
  product_list: { header: ['text'], headerRequired: true, footer: true, check: checkProducts },
  catalog_message: { footer: true, check: (action) => requireName(action, 'catalog_message') },
  carousel: { check: checkCards },
  address_message: {
    header: ['text'], footer: true,
    check: (action) => {
      requireName(action, 'address_message');
      if (!['IN', 'SG'].includes(String(parameters(action)['country']))) throw invalid("Parameter 'country' must be IN or SG.");
    },
  },
  voice_call: { footer: true, header: ['text', ...media], check: (action) => requireName(action, 'voice_call') },
  call_permission_request: { body: 'optional', check: (action) => requireName(action, 'call_permission_request') },
};

export const interactiveTypes = Object.keys(shapes);

export function checkInteractive(interactive: Members): void {
  const type = interactive['type'];
  const shape = typeof type === 'string' ? shapes[type] : undefined;
  if (type === undefined || type === null) throw missing("Parameter 'interactive.type' is required.");
  if (!shape) throw parameterError(`Param interactive['type'] must be one of {${interactiveTypes.map((each) => each.toUpperCase()).join(', ')}} - got ${JSON.stringify(type)}.`);
  checkHeader(interactive['header'], String(type), shape);
  const body = interactive['body'];
  if (body !== undefined || shape.body !== 'optional') checkLength('Body text', members(body)['text'], shape.bodyMax ?? 1024);
  if (interactive['footer'] !== undefined) {
    if (!shape.footer) throw invalid(`Footer is not supported for interactive type ${String(type)}.`);
    checkLength('Footer text', members(interactive['footer'])['text'], 60);
  }
  if (typeof interactive['action'] !== 'object' || interactive['action'] === null) throw missing("Parameter 'interactive.action' is required.");
  shape.check(interactive['action'] as Members);
}

function checkHeader(header: unknown, type: string, shape: Shape): void {
  if (header === undefined || header === null) {
    if (shape.headerRequired) throw missing("Parameter 'interactive.header' is required.");
    return;
  }
  const format = String(members(header)['type']);
  if (!shape.header?.includes(format)) throw invalid(`Header type ${format} is not supported for interactive type ${type}.`);
  if (format === 'text') checkLength('Header text', members(header)['text'], 60);
  else checkMedia(format, members(members(header)[format]), `interactive.header.${format}`);
}

function checkButtons(action: Members): void {
  const buttons = action['buttons'];
  if (!Array.isArray(buttons) || buttons.length < 1 || buttons.length > 3) throw invalid('Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3');
  const replies = buttons.map((button: unknown) => {
    if (members(button)['type'] !== 'reply') throw invalid('Button type must be reply.');
    const reply = members(members(button)['reply']);
    checkLength('Button id', reply['id'], 256);
    checkLength('Button title', reply['title'], 20);
    return reply;
  });
  refuseTwice(replies.map((reply) => reply['id']), 'Button id');
  refuseTwice(replies.map((reply) => reply['title']), 'Button title');
}

function checkList(action: Members): void {
  checkLength('List button text', action['button'], 20);
  const sections = action['sections'];
  if (!Array.isArray(sections) || sections.length < 1 || sections.length > 10) throw invalid('Invalid sections count. Min allowed sections: 1, Max allowed sections: 10');
  const rows: Members[] = [];
  for (const section of sections as unknown[]) {
    const { title, rows: own } = members(section);
    if (sections.length > 1 || title !== undefined) checkLength('Section title', title, 24);
    if (!Array.isArray(own) || own.length === 0) throw missing("Parameter 'rows' is required in every section.");
    rows.push(...own.map(members));
  }
  if (rows.length > 10) throw invalid('Total row count exceed max allowed count: 10');
  for (const row of rows) {
    checkLength('Row id', row['id'], 200);
    checkLength('Row title', row['title'], 24);
    if (row['description'] !== undefined) checkLength('Row description', row['description'], 72, 0);
  }
  refuseTwice(rows.map((row) => row['id']), 'Row id');
}

function checkFlow(action: Members): void {
  requireName(action, 'flow');
  const given = parameters(action);
  if (given['flow_message_version'] !== '3' && given['flow_message_version'] !== 3) throw invalid("Parameter 'flow_message_version' must be 3.");
  if (Boolean(given['flow_id']) === Boolean(given['flow_name'])) throw missing("Exactly one of 'flow_id' and 'flow_name' is required.");
  checkLength('Flow CTA', given['flow_cta'], 30);
  if (given['mode'] !== undefined && !['draft', 'published'].includes(String(given['mode']))) throw invalid("Parameter 'mode' must be draft or published.");
  const flowAction = given['flow_action'] ?? 'navigate';
  if (flowAction !== 'navigate' && flowAction !== 'data_exchange') throw invalid("Parameter 'flow_action' must be navigate or data_exchange.");
}

function checkProducts(action: Members): void {
  requireString(action, 'catalog_id', 'action');
  const sections = action['sections'];
  if (!Array.isArray(sections) || sections.length < 1 || sections.length > 10) throw invalid('Invalid sections count. Min allowed sections: 1, Max allowed sections: 10');
  let count = 0;
  for (const section of sections as unknown[]) {
    const { title, product_items: items } = members(section);
    if (sections.length > 1 || title !== undefined) checkLength('Section title', title, 24);
    if (!Array.isArray(items) || items.length === 0) throw missing("Parameter 'product_items' is required in every section.");
    for (const item of items) requireString(members(item), 'product_retailer_id', 'product_items');
    count += items.length;
  }
  if (count > 30) throw invalid('Total product count exceed max allowed count: 30');
}

function checkCards(action: Members): void {
  const cards = action['cards'];
  if (!Array.isArray(cards) || cards.length < 2 || cards.length > 10) throw invalid('Invalid cards count. Min allowed cards: 2, Max allowed cards: 10');
  cards.map(members).forEach((card, i, all) => {
    if (Number(card['card_index']) !== i) throw invalid(`Card index ${i} is missing.`);
    if (card['type'] !== all[0]['type']) throw invalid('All cards must have the same type.');
    if (card['type'] === 'product') {
      for (const name of ['catalog_id', 'product_retailer_id']) requireString(members(card['action']), name, `cards[${i}].action`);
      return;
    }
    if (card['type'] !== 'cta_url') throw invalid('Card type must be cta_url or product.');
    const header = members(card['header']);
    const format = String(header['type']);
    if (format !== 'image' && format !== 'video') throw invalid('Card header must be an image or a video.');
    checkMedia(format, members(header[format]), `interactive.action.cards[${i}].header.${format}`);
    if (card['body'] !== undefined) checkLength('Card body text', members(card['body'])['text'], 160);
    shapes['cta_url'].check(members(card['action']));
  });
}

function requireName(action: Members, name: string): void {
  if (action['name'] !== name) throw invalid(`Parameter 'interactive.action.name' must be ${name}.`);
}

function requireString(object: Members, name: string, path: string): void {
  if (typeof object[name] !== 'string' || object[name] === '') throw missing(`Parameter '${path}.${name}' is required.`);
}

function parameters(action: Members): Members {
  if (typeof action['parameters'] !== 'object' || action['parameters'] === null) throw missing("Parameter 'interactive.action.parameters' is required.");
  return action['parameters'] as Members;
}

function refuseTwice(values: unknown[], what: string): void {
  if (new Set(values).size !== values.length) throw invalid(`${what}s must be unique.`);
}

function members(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

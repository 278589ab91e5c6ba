import { graphError, type GraphError } from '../graph/graph-error';
import { buttonsOf, componentOf, filled, variablesOf, type Template, type TemplateButton, type TemplateComponent } from '../templates/template';
import { checkMedia } from './plain-rules';
import { missing, invalid } from './request-error';

type Members = Record<string, unknown>;

export interface FilledButton {
  type: string;
  text: string;
  url?: string;
  phone?: string;
  code?: string;
  /** What comes back when it is pressed. */
  payload?: string;
  flow?: Members;
}

/** A template as the customer's phone shows it. */
export interface FilledTemplate {
  header?: { format: string; text?: string; media?: Members; location?: Members };
  body: string;
  footer?: string;
  buttons: FilledButton[];
  offer?: { text: string; expiresAt: number | null };
  cards?: { header?: FilledTemplate['header']; body: string; buttons: FilledButton[] }[];
}

/** Puts the parameters of a send into its template; everything must fit exactly (META §8.7). */
export function fillTemplate(template: Template, components: unknown): FilledTemplate {
  if (components !== undefined && components !== null && !Array.isArray(components)) throw mismatch('components must be an array.');
  const given = ((components ?? []) as unknown[]).map(members);
  const named = template.parameterFormat === 'NAMED';
  const shown = fillPart(template.components, given, named);
  const offer = componentOf(template.components, 'LIMITED_TIME_OFFER');
  const carousel = componentOf(template.components, 'CAROUSEL');
  for (const part of given) {
    const type = String(part['type']).toLowerCase();
    if (!['header', 'body', 'button', 'limited_time_offer', 'carousel'].includes(type)) throw graphError(132018, `Unexpected component type ${type}.`);
    if ((type === 'limited_time_offer' && !offer) || (type === 'carousel' && !carousel)) throw mismatch(`${type}: the template has no such component.`);
  }
  return {
    ...shown,
    ...(offer ? { offer: filledOffer(offer, given) } : {}),
    ...(carousel ? { cards: filledCards(carousel, given, named) } : {}),
  };
}

function fillPart(components: TemplateComponent[], given: Members[], named: boolean): Pick<FilledTemplate, 'header' | 'body' | 'footer' | 'buttons'> {
  const parametersOf = (type: string): Members[] => list(given.find((part) => String(part['type']).toLowerCase() === type)?.['parameters']);
  const header = filledHeader(componentOf(components, 'HEADER'), parametersOf('header'), named);
  const text = componentOf(components, 'BODY')?.text ?? '';
  const body = filledText('body', text, parametersOf('body'), named);
  if ([...body].length > 1024) throw graphError(132005, 'body: the filled text is longer than 1024 characters.');
  const footer = componentOf(components, 'FOOTER')?.text;
  return { ...(header ? { header } : {}), body, ...(footer ? { footer } : {}), buttons: filledButtons(buttonsOf(components), given) };
}

function filledHeader(header: TemplateComponent | undefined, parameters: Members[], named: boolean): FilledTemplate['header'] | undefined {
  if (!header || header.format === 'TEXT') {
    const received = parameters[0]?.['type'];
    if (received !== undefined && received !== 'text') throw mismatch(`header: Format mismatch, expected ${header ? 'TEXT' : 'NONE'}, received ${String(received).toUpperCase()}`);
    const text = filledText('header', header?.text ?? '', parameters, named);
    return header ? { format: 'TEXT', text } : undefined;
  }
  const format = header.format ?? '';
  const kind = format.toLowerCase();
  const [parameter] = parameters;
  if (!parameter || String(parameter['type']).toLowerCase() !== kind) {
    throw mismatch(`header: Format mismatch, expected ${format}, received ${parameter ? String(parameter['type']).toUpperCase() : 'UNKNOWN'}`);
  }
  const object = members(parameter[kind]);
  if (kind === 'location') {
    for (const name of ['latitude', 'longitude']) if (!Number.isFinite(Number(object[name] ?? 'NaN'))) throw missing(`header: location.${name} is required.`);
    return { format, location: object };
  }
  if (kind === 'product') return { format, media: object };
  const { caption: _caption, ...file } = object;
  checkMedia(kind, file, `template.header.${kind}`);
  return { format, media: object };
}

/** Positional parameters in order, named ones by `parameter_name`. */
function filledText(where: string, text: string, parameters: Members[], named: boolean): string {
  const variables = variablesOf(text);
  if (parameters.length !== variables.length) {
    throw graphError(132000, `${where}: number of localizable_params (${parameters.length}) does not match the expected number of params (${variables.length})`);
  }
  const values = new Map<string, string>();
  parameters.forEach((parameter, i) => {
    const name = named ? parameter['parameter_name'] : String(i + 1);
    if (typeof name !== 'string' || name === '') throw graphError(100, 'Parameter name is missing or empty');
    if (!variables.includes(name)) throw graphError(132000, `${where}: parameter_name ${name} is not a variable of the template`);
    values.set(name, parameterText(where, parameter));
  });
  if (values.size !== variables.length) throw graphError(132000, `${where}: number of localizable_params (${values.size}) does not match the expected number of params (${variables.length})`);
  return filled(text, (variable) => values.get(variable) ?? '');
}

function parameterText(where: string, parameter: Members): string {
  const type = parameter['type'];
  if (type === 'currency' || type === 'date_time') {
    const fallback = members(parameter[type])['fallback_value'];
    if (typeof fallback !== 'string' || fallback === '') throw missing(`${where}: ${type}.fallback_value is required.`);
    return fallback;
  }
  if (type !== 'text') throw mismatch(`${where}: Format mismatch, expected TEXT, received ${String(type).toUpperCase()}`);
  const text = parameter['text'];
  if (typeof text !== 'string' || text === '') throw missing('Parameter of type text is missing text value');
  if (/[\n\t\r]| {5}/.test(text)) throw graphError(132018, `${where}: Param text cannot have new-line/tab characters or more than 4 consecutive spaces`);
  return text;
}

function filledButtons(buttons: TemplateButton[], given: Members[]): FilledButton[] {
  const parts = given.filter((part) => String(part['type']).toLowerCase() === 'button');
  for (const part of parts) {
    const index = Number(part['index'] ?? 'NaN');
    if (!Number.isInteger(index) || !buttons[index]) throw mismatch(`buttons: Button at index ${String(part['index'])} does not exist in the template`);
  }
  return buttons.map((button, index) => {
    const part = parts.find((each) => Number(each['index']) === index);
    const kinds: Record<string, string> = { url: 'URL', quick_reply: 'QUICK_REPLY', copy_code: 'COPY_CODE', flow: 'FLOW', catalog: 'CATALOG', mpm: 'MPM', order_details: 'ORDER_DETAILS' };
    const kind = part ? kinds[String(part['sub_type']).toLowerCase()] : button.type;
    if (kind !== button.type) throw mismatch(`buttons: Button at index ${index} is of type ${button.type}, received sub_type ${String(part?.['sub_type'])}`);
    return filledButton(button, index, list(part?.['parameters'])[0]);
  });
}

function filledButton(button: TemplateButton, index: number, parameter: Members | undefined): FilledButton {
  const shown: FilledButton = { type: button.type, text: button.text ?? 'Copy code' };
  const needs = (): GraphError => missing(`buttons: Button at index ${index} of type ${button.type} requires a parameter`);
  switch (button.type) {
    case 'URL': {
      const url = button.url ?? '';
      if (variablesOf(url).length === 0) {
        if (parameter) throw graphError(132000, `buttons: Button at index ${index} has no variable`);
        return { ...shown, url };
      }
      const suffix = parameter?.['text'];
      if (parameter?.['type'] !== 'text' || typeof suffix !== 'string' || suffix === '') throw needs();
      if (url.includes('/otp/') && suffix.length > 15) throw invalid(`buttons: the code of the button at index ${index} is longer than 15 characters`);
      return { ...shown, url: filled(url, () => suffix), ...(url.includes('/otp/') ? { code: suffix } : {}) };
    }
    case 'QUICK_REPLY': {
      const payload = parameter?.['payload'];
      if (parameter && (parameter['type'] !== 'payload' || typeof payload !== 'string' || payload.length > 256)) throw invalid(`buttons: the payload of the button at index ${index} is not valid`);
      return { ...shown, payload: typeof payload === 'string' ? payload : shown.text };
    }
    case 'COPY_CODE': {
      const code = parameter?.['coupon_code'];
      if (parameter?.['type'] !== 'coupon_code' || typeof code !== 'string' || code === '') throw needs();
      if (code.length > 20) throw invalid(`buttons: the coupon code of the button at index ${index} is longer than 20 characters`);
      return { ...shown, code };
    }
    case 'MPM':
      if (!members(parameter?.['action'])['sections']) throw needs();
      return shown;
    case 'FLOW':
      return { ...shown, flow: members(parameter?.['action']) };
    default:
      return { ...shown, ...(button.phone_number ? { phone: button.phone_number } : {}) };
  }
}

function filledOffer(offer: TemplateComponent, given: Members[]): FilledTemplate['offer'] {
  const { text, has_expiration: expires } = members(offer['limited_time_offer']);
  const parameter = list(given.find((part) => String(part['type']).toLowerCase() === 'limited_time_offer')?.['parameters'])[0];
  const at = Number(members(parameter?.['limited_time_offer'])['expiration_time_ms'] ?? 'NaN');
  if (expires === true && !Number.isFinite(at)) throw missing('limited_time_offer: expiration_time_ms is required.');
  return { text: String(text), expiresAt: Number.isFinite(at) ? at : null };
}

function filledCards(carousel: TemplateComponent, given: Members[], named: boolean): FilledTemplate['cards'] {
  const cards = list(given.find((part) => String(part['type']).toLowerCase() === 'carousel')?.['cards']);
  const all = carousel.cards ?? [];
  if (cards.length !== all.length) throw graphError(132000, `carousel: number of cards (${cards.length}) does not match the expected number of cards (${all.length})`);
  return all.map(({ components }, i) => {
    const card = cards.find((each) => Number(each['card_index']) === i);
    if (!card) throw missing(`carousel: card_index ${i} is missing`);
    const { header, body, buttons } = fillPart(components, list(card['components']), named);
    return { ...(header ? { header } : {}), body, buttons };
  });
}

function mismatch(details: string): GraphError {
  return graphError(132012, details);
}

function list(value: unknown): Members[] {
  return Array.isArray(value) ? value.map(members) : [];
}

function members(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

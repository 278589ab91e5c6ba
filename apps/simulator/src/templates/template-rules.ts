import { parameterError, type GraphError } from '../graph/graph-error';
import { asMembers } from '../graph/send-request';
import { buttonRules } from './button-rules';
import { componentOf, templateCategories, variablesOf, type TemplateCategory, type TemplateComponent } from './template';
import { missingField, subcodes, templateError, tooLong } from './template-error';

type Members = Record<string, unknown>;

export interface CheckedTemplate {
  name: string;
  language: string;
  category: TemplateCategory;
  parameterFormat: 'POSITIONAL' | 'NAMED';
  components: TemplateComponent[];
  ttlSeconds: number | null;
}

const mediaFormats = new Set(['IMAGE', 'VIDEO', 'DOCUMENT']);
const timesToLive: Record<TemplateCategory, [number, number]> = { AUTHENTICATION: [30, 900], UTILITY: [30, 43_200], MARKETING: [43_200, 2_592_000] };

/** The checks of creating a template (META §10.2). `isHandle` knows what was uploaded for headers. */
export function checkedTemplate(body: unknown, isHandle: (handle: string) => boolean): CheckedTemplate {
  const members = asMembers(body) ?? {};
  const name = required(members, 'name');
  if (!/^[a-z0-9_]+$/.test(name)) throw templateError(null, 'Invalid template name', 'The message template name can only have lowercase letters, numbers and underscores.');
  if (name.length > 512) throw tooLong('The template name', 512);
  const language = required(members, 'language');
  if (!/^[a-z]{2,3}(_[A-Z]{2,3})?$/.test(language)) throw parameterError(`Param language must be a supported language code - got ${JSON.stringify(language)}.`);
  const category = checkedCategory(required(members, 'category'));
  const parameterFormat = String(members['parameter_format'] ?? 'POSITIONAL').toUpperCase();
  if (parameterFormat !== 'POSITIONAL' && parameterFormat !== 'NAMED') throw parameterError('Param parameter_format must be one of {POSITIONAL, NAMED}.');
  return {
    name, language, category, parameterFormat,
    components: checkedComponents(members['components'], category, parameterFormat, isHandle),
    ttlSeconds: checkedTimeToLive(members['message_send_ttl_seconds'], category),
  };
}

export function checkedCategory(text: string): TemplateCategory {
  const category = text.toUpperCase();
  if ((templateCategories as readonly string[]).includes(category)) return category as TemplateCategory;
  throw parameterError(`Param category must be one of {${templateCategories.join(', ')}} - got ${JSON.stringify(text)}.`);
}

export function checkedTimeToLive(value: unknown, category: TemplateCategory): number | null {
  if (value === undefined || value === null) return null;
  const [min, max] = timesToLive[category];
  const seconds = Number(value);
  if (seconds === -1 || (Number.isInteger(seconds) && seconds >= min && seconds <= max)) return seconds;
  throw templateError(null, 'Invalid time-to-live', `message_send_ttl_seconds of ${category.toLowerCase()} templates must be between ${min} and ${max}, or -1.`);
}

export function checkedComponents(value: unknown, category: TemplateCategory, format: 'POSITIONAL' | 'NAMED', isHandle: (handle: string) => boolean): TemplateComponent[] {
  if (!Array.isArray(value) || value.length === 0) throw parameterError('The parameter components is required.');
  const components = value.map(inCapitals);
  for (const { type } of components) {
    if (components.filter((each) => each.type === type).length > 1) throw templateError(subcodes.body, 'Duplicate component', `There can be only one component of type ${type}.`);
    if (!['HEADER', 'BODY', 'FOOTER', 'BUTTONS', 'LIMITED_TIME_OFFER', 'CAROUSEL'].includes(type)) throw parameterError(`Unexpected component type ${type}.`);
  }
  const body = componentOf(components, 'BODY');
  if (!body) throw missingField('BODY', 'text');
  if (category === 'AUTHENTICATION') {
    checkAuthentication(components);
    return components;
  }
  checkHeader(componentOf(components, 'HEADER'), category, format, isHandle);
  const offer = componentOf(components, 'LIMITED_TIME_OFFER');
  checkBody(body, format, offer ? 600 : 1024);
  checkFooter(componentOf(components, 'FOOTER'));
  if (offer) checkOffer(offer, components);
  const buttons = componentOf(components, 'BUTTONS');
  if (buttons) buttonRules(buttons.buttons, 10);
  const carousel = componentOf(components, 'CAROUSEL');
  if (carousel) checkCarousel(carousel, format, isHandle);
  return components;
}

/** Types may be sent in lower case; they are listed in capitals (META §10.1). */
function inCapitals(value: unknown): TemplateComponent {
  const members = asMembers(value);
  if (typeof members?.['type'] !== 'string') throw parameterError('Every component needs a type.');
  const component = { ...members, type: members['type'].toUpperCase() } as TemplateComponent;
  if (typeof component.format === 'string') component.format = component.format.toUpperCase();
  if (Array.isArray(component.buttons)) component.buttons = component.buttons.map((button) => ({ ...button, type: String(button.type).toUpperCase() }));
  if (Array.isArray(component.cards)) component.cards = component.cards.map((card) => ({ components: (card.components ?? []).map(inCapitals) }));
  return component;
}

function checkHeader(header: TemplateComponent | undefined, category: TemplateCategory, format: 'POSITIONAL' | 'NAMED', isHandle: (handle: string) => boolean): void {
  if (!header) return;
  if (header.format === 'LOCATION' && category !== 'AUTHENTICATION') return;
  if (mediaFormats.has(header.format ?? '')) return checkHandle(header, isHandle);
  if (header.format !== 'TEXT') throw headerError(`Header format ${String(header.format)} is not supported.`);
  const text = header.text ?? '';
  if (text === '') throw missingField('HEADER', 'text');
  if (length(text) > 60) throw tooLong('The header', 60);
  if (/\n|[*_~]\S.*\S[*_~]|\p{Extended_Pictographic}/u.test(text)) throw headerError("The message header can't have any new lines, formatting characters, emojis or asterisks.");
  const variables = checkedVariables(text, format, headerError);
  if (variables.length > 1) throw headerError('The message header can have only one variable.');
  if (variables.length === 0) return;
  const example = header.example ?? {};
  const given = format === 'NAMED' ? namedExamples(example['header_text_named_params']) : (example['header_text'] as unknown[] | undefined);
  if (!Array.isArray(given) || given.length < 1) throw missingField('HEADER', 'example');
}

function checkHandle(header: TemplateComponent, isHandle: (handle: string) => boolean): void {
  const handles = header.example?.['header_handle'];
  if (!Array.isArray(handles) || typeof handles[0] !== 'string') throw missingField('HEADER', 'example');
  // an edit sends back the address that the list gave
  if (!isHandle(handles[0]) && !handles[0].startsWith('https://scontent.')) throw headerError('The header example is not a handle of the Resumable Upload API.');
}

function checkBody(body: TemplateComponent, format: 'POSITIONAL' | 'NAMED', max: number): void {
  const text = body.text ?? '';
  if (text.trim() === '') throw missingField('BODY', 'text');
  if (length(text) > max) throw tooLong('The message body', max);
  const variables = checkedVariables(text, format, bodyError);
  if (/^\s*\{\{|\}\}\s*$/.test(text)) throw templateError(subcodes.edgeVariable, 'Leading or trailing params not allowed', "Variables can't be at the start or end of the template.");
  if (/\}\}\s*\{\{/.test(text)) throw bodyError('Variables must not be placed next to each other.');
  if (variables.length === 0) return;
  const words = text.trim().split(/\s+/).length;
  if (words < 2 * variables.length + 1) {
    throw templateError(subcodes.ratio, 'Too many variables', 'This template has too many variables for its length. Reduce the number of variables or increase the message length.');
  }
  const example = body.example ?? {};
  const given = format === 'NAMED' ? namedExamples(example['body_text_named_params']) : (example['body_text'] as unknown[][] | undefined)?.[0];
  if (!Array.isArray(given) || given.length !== variables.length || given.some((each) => each === '')) throw missingField('BODY', 'example');
}

function checkFooter(footer: TemplateComponent | undefined): void {
  if (!footer) return;
  const text = footer.text ?? '';
  if (text === '') throw missingField('FOOTER', 'text');
  if (length(text) > 60) throw tooLong('The footer', 60);
  if (variablesOf(text).length > 0) throw templateError(subcodes.footer, 'Invalid footer', "The footer can't have variables.");
}

function checkOffer(offer: TemplateComponent, components: TemplateComponent[]): void {
  const text = asMembers(offer['limited_time_offer'])?.['text'];
  if (typeof text !== 'string' || text.trim() === '') throw missingField('LIMITED_TIME_OFFER', 'text');
  if (length(text) > 16) throw tooLong('The offer text', 16);
  if (componentOf(components, 'FOOTER')) throw templateError(subcodes.footer, 'Invalid footer', 'Limited-time offer templates cannot have a footer.');
}

function checkCarousel(carousel: TemplateComponent, format: 'POSITIONAL' | 'NAMED', isHandle: (handle: string) => boolean): void {
  const cards = carousel.cards ?? [];
  if (cards.length < 2 || cards.length > 10) throw templateError(null, 'Invalid carousel', 'A carousel needs 2 to 10 cards.');
  const shape = (components: TemplateComponent[]): string =>
    components.map((each) => `${each.type}:${each.format ?? ''}:${(each.buttons ?? []).map((button) => button.type).join('+')}`).join('|');
  for (const { components } of cards) {
    const header = componentOf(components, 'HEADER');
    if (!header || !['IMAGE', 'VIDEO', 'PRODUCT'].includes(header.format ?? '')) throw headerError('Every card needs an image or video header.');
    if (header.format !== 'PRODUCT') checkHandle(header, isHandle);
    const body = componentOf(components, 'BODY');
    if (body) checkBody(body, format, 160);
    if (((body?.text ?? '').match(/\n/g) ?? []).length > 2) throw bodyError('A card body can have at most 2 line breaks.');
    const buttons = componentOf(components, 'BUTTONS');
    if (!buttons) throw missingField('CAROUSEL', 'buttons');
    buttonRules(buttons.buttons, 2);
    if (shape(components) !== shape(cards[0].components)) throw templateError(null, 'Invalid carousel', 'All cards must have the same components.');
  }
}

function checkAuthentication(components: TemplateComponent[]): void {
  const body = componentOf(components, 'BODY');
  if (body?.text !== undefined) throw bodyError('The body of authentication templates is fixed; only add_security_recommendation can be set.');
  if (componentOf(components, 'HEADER')) throw headerError('Authentication templates cannot have a header.');
  const minutes = componentOf(components, 'FOOTER')?.['code_expiration_minutes'];
  if (minutes !== undefined && !(Number.isInteger(minutes) && Number(minutes) >= 1 && Number(minutes) <= 90)) {
    throw templateError(subcodes.footer, 'Invalid footer', 'code_expiration_minutes must be between 1 and 90.');
  }
  const buttons = componentOf(components, 'BUTTONS')?.buttons ?? [];
  const [button] = buttons;
  if (buttons.length !== 1 || button.type !== 'OTP') throw missingField('BUTTONS', 'one button of type OTP');
  const kind = String(button.otp_type).toUpperCase();
  if (!['COPY_CODE', 'ONE_TAP', 'ZERO_TAP'].includes(kind)) throw parameterError('Param otp_type must be one of {COPY_CODE, ONE_TAP, ZERO_TAP}.');
  if (kind === 'COPY_CODE') return;
  const apps = Array.isArray(button['supported_apps']) ? button['supported_apps'].map(asMembers) : [];
  if (apps.length === 0) throw missingField('BUTTONS', 'supported_apps');
  for (const name of ['package_name', 'signature_hash']) if (apps.some((app) => typeof app?.[name] !== 'string' || app[name] === '')) throw missingField('BUTTONS', name);
  if (kind === 'ZERO_TAP' && button['zero_tap_terms_accepted'] !== true) throw missingField('BUTTONS', 'zero_tap_terms_accepted');
}

/** Names or numbers in braces: `{{1}}, {{2}}` without gaps, or `{{lower_case}}` (META §10.2). */
function checkedVariables(text: string, format: 'POSITIONAL' | 'NAMED', wrong: (words: string) => GraphError): string[] {
  const variables = variablesOf(text);
  if (format === 'NAMED') {
    if (variables.some((name) => !/^[a-z][a-z0-9_]*$/.test(name))) throw wrong('Variable names can only have lowercase letters, numbers and underscores.');
    return variables;
  }
  if (variables.some((name) => !/^\d+$/.test(name))) throw wrong('Variables must be numbers in double braces, such as {{1}}.');
  const sorted = variables.map(Number).sort((a, b) => a - b);
  if (sorted.some((number, i) => number !== i + 1)) throw wrong('Variables must be numbered in order, starting with {{1}}.');
  return variables;
}

function namedExamples(value: unknown): unknown[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.every((each) => typeof asMembers(each)?.['param_name'] === 'string' && asMembers(each)?.['example'] !== undefined) ? value : undefined;
}

function required(members: Members, name: string): string {
  const value = members[name];
  if (typeof value !== 'string' || value === '') throw parameterError(`The parameter ${name} is required.`);
  return value;
}

function headerError(words: string): GraphError {
  return templateError(subcodes.header, 'Invalid header', words);
}

function bodyError(words: string): GraphError {
  return templateError(subcodes.body, 'Invalid body', words);
}

function length(text: string): number {
  return [...text].length;
}

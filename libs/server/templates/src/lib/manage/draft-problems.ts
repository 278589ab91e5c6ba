import type { FieldError } from '@mailtrixy/shared/dto';
import { parseTemplate } from '../components/parsed-template';
import { isWire, upper, wire, wires, words, type Wire } from '../components/wire';
import { authenticationProblems } from './authentication-problems';
import { buttonProblems } from './button-problems';
import { cardProblems } from './card-problems';
import { bodyProblems, headerProblems } from './text-problems';

/** What somebody wants to have at Meta. */
export interface TemplateDraft {
  name: string;
  language: string;
  category: string;
  parameterFormat: string;
  components: unknown[];
}

const FOOTER_MAX = 60;
const OFFER_TEXT_MAX = 16;
const BODY_MAX = 1024;
const OFFER_BODY_MAX = 600;
const NAME_MAX = 512;
const KNOWN = new Set(['HEADER', 'BODY', 'FOOTER', 'BUTTONS', 'CAROUSEL', 'LIMITED_TIME_OFFER']);

/** What Meta would refuse, in words (META-CLOUD-API §10.2); `field` is a path into the request. Empty: submit it. */
export function draftProblems(draft: TemplateDraft): FieldError[] {
  return [...nameProblems(draft), ...componentProblems(draft)];
}

function nameProblems({ name, language, category, parameterFormat }: TemplateDraft): FieldError[] {
  const errors: FieldError[] = [];
  const refuse = (field: string, message: string) => errors.push({ field, message });
  if (!/^[a-z0-9_]+$/.test(name)) refuse('name', 'Use small letters a to z, digits and _ only.');
  else if (name.length > NAME_MAX) refuse('name', `The name has ${name.length} characters; ${NAME_MAX} are allowed.`);
  if (!/^[a-z]{2,3}(_[A-Z]{2}|_[A-Z]{3}|_[A-Z][a-z]{3})?$/.test(language)) refuse('language', 'Choose a language, e.g. en or en_US.');
  if (!['MARKETING', 'UTILITY', 'AUTHENTICATION'].includes(category)) refuse('category', 'Choose marketing, utility or authentication.');
  if (!['POSITIONAL', 'NAMED'].includes(parameterFormat)) refuse('parameterFormat', 'Variables are numbered (POSITIONAL) or named (NAMED).');
  return errors;
}

/** The same for an edit, where name and language stay. */
export function componentProblems({ category, parameterFormat, components }: Pick<TemplateDraft, 'category' | 'parameterFormat' | 'components'>): FieldError[] {
  const given = wires(components);
  const errors: FieldError[] = [];
  if (given.length !== components.length) errors.push({ field: 'components', message: 'Every component is an object.' });
  const types = given.map((component) => upper(component['type']));
  types.forEach((type, index) => {
    if (!KNOWN.has(type)) errors.push({ field: `components.${index}.type`, message: `MailTrixy does not know the part “${type.toLowerCase() || 'nameless'}”. Create this template in WhatsApp Manager.` });
    else if (types.indexOf(type) !== index) errors.push({ field: `components.${index}.type`, message: `There is more than one ${type.toLowerCase().replaceAll('_', ' ')}; one is allowed.` });
  });
  if (!types.includes('BODY')) errors.push({ field: 'components', message: 'A template needs a body.' });
  if (category === 'AUTHENTICATION') return [...errors, ...authenticationProblems(given)];
  const parsed = parseTemplate(given);
  const named = parameterFormat === 'NAMED';
  given.forEach((component, index) => {
    const field = `components.${index}`;
    switch (types[index]) {
      case 'HEADER':
        return errors.push(...headerProblems(parsed.header, component, field, named));
      case 'BODY':
        return errors.push(...bodyProblems(parsed.body, field, parsed.offer ? OFFER_BODY_MAX : BODY_MAX, named));
      case 'FOOTER':
        return errors.push(...footerProblems(parsed.footer ?? '', field, parsed.offer !== null));
      case 'BUTTONS':
        return errors.push(...buttonProblems(component, field));
      case 'CAROUSEL':
        return errors.push(...cardProblems(component, field, named));
      case 'LIMITED_TIME_OFFER':
        return errors.push(...offerProblems(wire(component['limited_time_offer']), field));
      default:
        return 0;
    }
  });
  return errors;
}

function footerProblems(text: string, field: string, offer: boolean): FieldError[] {
  const length = [...text].length;
  if (offer) return [{ field, message: 'A limited-time offer has no footer.' }];
  if (!length) return [{ field: `${field}.text`, message: 'Write the footer, or leave it out.' }];
  if (length > FOOTER_MAX) return [{ field: `${field}.text`, message: `The footer has ${length} characters; ${FOOTER_MAX} are allowed.` }];
  return /\{\{|\}\}/.test(text) ? [{ field: `${field}.text`, message: 'The footer takes no variables.' }] : [];
}

function offerProblems(offer: Wire, field: string): FieldError[] {
  const length = [...(words(offer['text']) ?? '')].length;
  if (!isWire(offer) || !length) return [{ field, message: 'Write the offer’s heading.' }];
  return length > OFFER_TEXT_MAX ? [{ field, message: `The offer’s heading has ${length} characters; ${OFFER_TEXT_MAX} are allowed.` }] : [];
}

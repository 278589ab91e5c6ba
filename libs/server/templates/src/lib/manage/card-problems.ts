import type { FieldError } from '@mailtrixy/shared/dto';
import { parseTemplate, type ParsedCard } from '../components/parsed-template';
import { upper, wires, type Wire } from '../components/wire';
import { buttonProblems } from './button-problems';
import { bodyProblems, headerProblems } from './text-problems';

const CARDS = { min: 2, max: 10 };
const BODY_MAX = 160;
const LINE_BREAKS_MAX = 2;
const BUTTONS_MAX = 2;

/** A carousel: every card with the same parts in the same order. */
export function cardProblems(component: Wire, field: string, named: boolean): FieldError[] {
  const cards = wires(component['cards']);
  if (cards.length < CARDS.min || cards.length > CARDS.max) return [{ field: `${field}.cards`, message: `A carousel has ${CARDS.min} to ${CARDS.max} cards; here are ${cards.length}.` }];
  const parsed = cards.map((card) => parseTemplate(card['components']));
  const errors = cards.flatMap((card, index) => oneCard(card, parsed[index], `${field}.cards.${index}`, named));
  const shapes = parsed.map(shapeOf);
  const other = shapes.findIndex((shape) => shape !== shapes[0]);
  if (other > 0) errors.push({ field: `${field}.cards.${other}`, message: `Card ${other + 1} has other parts than card 1. All cards need the same header kind, body and buttons.` });
  return errors;
}

function oneCard(card: Wire, parsed: ParsedCard, field: string, named: boolean): FieldError[] {
  const components = wires(card['components']);
  const errors: FieldError[] = [];
  if (!parsed.header || !['IMAGE', 'VIDEO', 'PRODUCT'].includes(parsed.header.format)) errors.push({ field, message: 'A card needs an image or a video.' });
  if (parsed.buttons.length < 1 || parsed.buttons.length > BUTTONS_MAX) errors.push({ field, message: `A card has 1 or ${BUTTONS_MAX} buttons; here are ${parsed.buttons.length}.` });
  components.forEach((component, index) => {
    const at = `${field}.components.${index}`;
    const type = upper(component['type']);
    if (type === 'HEADER') errors.push(...headerProblems(parsed.header, component, at, named));
    else if (type === 'BODY') {
      errors.push(...bodyProblems(parsed.body, at, BODY_MAX, named));
      if ((parsed.body?.text.match(/\n/g) ?? []).length > LINE_BREAKS_MAX) errors.push({ field: `${at}.text`, message: `A card’s text takes ${LINE_BREAKS_MAX} line breaks.` });
    } else if (type === 'BUTTONS') errors.push(...buttonProblems(component, at));
    else errors.push({ field: `${at}.type`, message: 'A card has a header, a body and buttons only.' });
  });
  return errors;
}

function shapeOf({ header, body, buttons }: ParsedCard): string {
  return JSON.stringify([header?.format ?? null, body !== null, buttons.map(({ type }) => type)]);
}

import type { AiStyle } from '@mailtrixy/shared/dto';

const WISHES: Readonly<Record<Exclude<AiStyle, 'instruction'>, string>> = {
  shorter: 'Much shorter: one or two short sentences.',
  friendlier: 'Warmer and friendlier.',
  more_formal: 'More formal.',
  customer_language: 'In the language in which the customer wrote last.',
};

/** What a person wants of a draft, in words for the model. */
export function wishOf(style: AiStyle | null, instruction: string | null): string | null {
  if (style === null) return instruction?.trim() || null;
  return style === 'instruction' ? instruction?.trim() || null : WISHES[style];
}

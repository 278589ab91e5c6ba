import type { DraftButton, DraftButtonType, DraftCard, TemplateDraft } from './template-draft';

export const CARD_LIMITS = { least: 2, most: 10, buttons: 2, body: 160, lineBreaks: 2 } as const;

export function newButton(type: DraftButtonType): DraftButton {
  return { type, text: '', value: '', example: '', rest: {} };
}

/** A card with the buttons that its neighbours have; they say something else there. */
function cardLike(card: DraftCard | undefined): DraftCard {
  return { headerHandle: '', body: '', buttons: card?.buttons.map(({ type }) => newButton(type)) ?? [newButton('QUICK_REPLY')] };
}

/** As many as a carousel needs at least. */
export function startedCards(cards: readonly DraftCard[]): readonly DraftCard[] {
  return cards.length >= CARD_LIMITS.least ? cards : Array.from({ length: CARD_LIMITS.least }, (_, at) => cards[at] ?? cardLike(cards[0]));
}

export function withCard(cards: readonly DraftCard[]): readonly DraftCard[] {
  return cards.length < CARD_LIMITS.most ? [...cards, cardLike(cards[0])] : cards;
}

/** Without one card; the examples of those behind it move up with them. */
export function withoutCard({ cards, examples }: Pick<TemplateDraft, 'cards' | 'examples'>, index: number): Pick<TemplateDraft, 'cards' | 'examples'> {
  const moved = Object.entries(examples).flatMap(([key, example]) => {
    const [, at, rest] = /^card\.(\d+)\.(.*)$/.exec(key) ?? [];
    if (at === undefined || Number(at) < index) return [[key, example] as const];
    return Number(at) === index ? [] : [[`card.${Number(at) - 1}.${rest}`, example] as const];
  });
  return { cards: cards.filter((_, at) => at !== index), examples: Object.fromEntries(moved) };
}

export function withCardChange(cards: readonly DraftCard[], index: number, change: Partial<DraftCard>): readonly DraftCard[] {
  return cards.map((card, at) => (at === index ? { ...card, ...change } : card));
}

export function withCardButton(cards: readonly DraftCard[], index: number, button: number, change: Partial<DraftButton>): readonly DraftCard[] {
  return cards.map((card, at) => (at === index ? { ...card, buttons: card.buttons.map((one, place) => (place === button ? { ...one, ...change } : one)) } : card));
}

/** One more button in every card. */
export function withButtonEverywhere(cards: readonly DraftCard[], type: DraftButtonType): readonly DraftCard[] {
  return cards.map((card) => (card.buttons.length < CARD_LIMITS.buttons ? { ...card, buttons: [...card.buttons, newButton(type)] } : card));
}

export function withoutButtonEverywhere(cards: readonly DraftCard[], button: number): readonly DraftCard[] {
  return cards.map((card) => ({ ...card, buttons: card.buttons.filter((_, place) => place !== button) }));
}

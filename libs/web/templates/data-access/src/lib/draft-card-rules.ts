import { buttonProblems } from './draft-button-rules';
import { CARD_LIMITS } from './draft-cards';
import type { Refuse } from './draft-problems';
import { bodyProblems, missingExample } from './draft-text-rules';
import { cardsOf, type TemplateDraft } from './template-draft';

/** That all cards are alike needs no rule here: the form changes the kind of header and the buttons of all at once. */
export function cardProblems(draft: TemplateDraft, refuse: Refuse): void {
  const cards = cardsOf(draft);
  if (draft.extra !== 'CAROUSEL') return;
  refuse('cards', (cards.length < CARD_LIMITS.least || cards.length > CARD_LIMITS.most) && `A carousel has ${CARD_LIMITS.least} to ${CARD_LIMITS.most} cards; here are ${cards.length}.`);
  refuse('cards', cards[0]?.buttons.length === 0 && `A card has 1 or ${CARD_LIMITS.buttons} buttons.`);
  cards.forEach(({ headerHandle, body, buttons }, index) => {
    const at = `card.${index}`;
    refuse(`${at}.header`, !headerHandle && missingExample(draft.cardHeader));
    if (draft.cardWords) {
      bodyProblems(`${at}.body`, body, CARD_LIMITS.body, draft, refuse);
      refuse(`${at}.body`, (body.match(/\n/g) ?? []).length > CARD_LIMITS.lineBreaks && `A card’s text takes ${CARD_LIMITS.lineBreaks} line breaks.`);
    }
    buttonProblems(buttons, { part: `${at}.button`, whole: at, most: CARD_LIMITS.buttons }, refuse);
  });
}

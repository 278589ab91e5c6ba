import { cardProblems } from './draft-card-rules';
import { codeProblems } from './draft-code-rules';
import { buttonProblems } from './draft-button-rules';
import { lengthOf, lengthProblem, type DraftProblems, type Refuse } from './draft-problems';
import { bodyProblems, headerProblems } from './draft-text-rules';
import type { TemplateDraft } from './template-draft';

export const DRAFT_LIMITS = { name: 512, header: 60, body: 1024, offerBody: 600, footer: 60, buttons: 10, buttonText: 25, offerText: 16 } as const;

/** Meta's rules (META-CLOUD-API §10.2), said while the template is written. The server asks them again before it submits. */
export function draftProblems(draft: TemplateDraft): DraftProblems {
  const problems: Record<string, string> = {};
  const refuse: Refuse = (part, words) => {
    if (words) problems[part] ??= words;
  };
  refuse('name', !/^[a-z0-9_]+$/.test(draft.name) && 'Use small letters a to z, digits and _ only.');
  refuse('name', draft.name.length > DRAFT_LIMITS.name && `The name has ${draft.name.length} characters; ${DRAFT_LIMITS.name} are allowed.`);
  refuse('language', !/^[a-z]{2,3}(_[A-Z]{2}|_[A-Z]{3}|_[A-Z][a-z]{3})?$/.test(draft.language) && 'Choose a language, e.g. en or en_US.');
  if (draft.category === 'AUTHENTICATION') codeProblems(draft, refuse);
  else wordProblems(draft, refuse);
  return problems;
}

function wordProblems(draft: TemplateDraft, refuse: Refuse): void {
  headerProblems(draft, refuse);
  bodyProblems('body', draft.body, bodyMax(draft), draft, refuse);
  if (draft.extra === 'OFFER') {
    refuse('offer', !draft.offerText.trim() && 'Write the offer’s heading.');
    refuse('offer', lengthOf(draft.offerText) > DRAFT_LIMITS.offerText && `The offer’s heading has ${lengthOf(draft.offerText)} characters; ${DRAFT_LIMITS.offerText} are allowed.`);
  } else {
    refuse('footer', lengthProblem('footer', draft.footer, DRAFT_LIMITS.footer));
    refuse('footer', /\{\{|\}\}/.test(draft.footer) && 'The footer takes no variables.');
  }
  buttonProblems(draft.buttons, { part: 'button', whole: 'buttons', most: DRAFT_LIMITS.buttons }, refuse);
  cardProblems(draft, refuse);
}

export function bodyMax({ extra }: Pick<TemplateDraft, 'extra'>): number {
  return extra === 'OFFER' ? DRAFT_LIMITS.offerBody : DRAFT_LIMITS.body;
}

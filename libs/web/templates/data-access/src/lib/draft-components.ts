import { cardsOf, variablesIn, type DraftButton, type DraftCard, type TemplateDraft } from './template-draft';

type Component = Record<string, unknown> & { type: string };

/** The components as Meta takes them (META-CLOUD-API §10.2). */
export function draftComponents(draft: TemplateDraft): Component[] {
  if (draft.category === 'AUTHENTICATION') return codeComponents(draft);
  const parts: (Component | null)[] = [
    headerOf(draft),
    { type: 'BODY', text: draft.body, ...exampleOf('body', draft.body, draft) },
    draft.extra === 'OFFER' ? { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: draft.offerText, has_expiration: draft.offerExpires } } : null,
    // an offer takes no footer; one that was written before stays in the draft
    draft.footer.trim() && draft.extra !== 'OFFER' ? { type: 'FOOTER', text: draft.footer } : null,
    buttonsOf(draft.buttons),
    cardsOf(draft).length ? { type: 'CAROUSEL', cards: cardsOf(draft).map((card, index) => ({ components: cardComponents(card, index, draft) })) } : null,
  ];
  return parts.filter((part): part is Component => part !== null);
}

function codeComponents({ securityNote, codeMinutes, codeButton, codeKind, codeApps, zeroTapTerms, codeRest }: TemplateDraft): Component[] {
  const footer = codeMinutes.trim() ? [{ type: 'FOOTER', code_expiration_minutes: Number(codeMinutes) }] : [];
  const apps = codeKind === 'COPY_CODE' ? {} : { supported_apps: codeApps.map(({ packageName, signatureHash }) => ({ package_name: packageName.trim(), signature_hash: signatureHash.trim() })) };
  const terms = codeKind === 'ZERO_TAP' ? { zero_tap_terms_accepted: zeroTapTerms } : {};
  return [{ type: 'BODY', add_security_recommendation: securityNote }, ...footer, { type: 'BUTTONS', buttons: [{ ...codeRest, type: 'OTP', otp_type: codeKind, text: codeButton.trim() || 'Copy code', ...apps, ...terms }] }];
}

function cardComponents({ headerHandle, body, buttons }: DraftCard, index: number, draft: TemplateDraft): Component[] {
  const header = { type: 'HEADER', format: draft.cardHeader, ...handleOf(headerHandle) };
  const words = draft.cardWords ? [{ type: 'BODY', text: body, ...exampleOf(`card.${index}.body`, body, draft) }] : [];
  return [header, ...words, { type: 'BUTTONS', buttons: buttons.map(buttonOf) }];
}

function headerOf(draft: TemplateDraft): Component | null {
  const { headerFormat: format, headerText: text, headerHandle } = draft;
  if (format === 'NONE') return null;
  if (format === 'TEXT') return { type: 'HEADER', format, text, ...exampleOf('header', text, draft) };
  return { type: 'HEADER', format, ...handleOf(headerHandle) };
}

function handleOf(handle: string): Record<string, unknown> {
  return handle ? { example: { header_handle: [handle] } } : {};
}

/** @param part "header", "body", or "card.<n>.body" */
function exampleOf(part: string, text: string, { parameterFormat, examples }: TemplateDraft): Record<string, unknown> {
  const names = variablesIn(text);
  if (names.length === 0) return {};
  const values = names.map((name) => examples[`${part}.${name}`] ?? '');
  const kind = part === 'header' ? 'header' : 'body';
  if (parameterFormat === 'NAMED') return { example: { [`${kind}_text_named_params`]: names.map((name, index) => ({ param_name: name, example: values[index] })) } };
  return { example: kind === 'body' ? { body_text: [values] } : { header_text: values } };
}

function buttonsOf(buttons: readonly DraftButton[]): Component | null {
  return buttons.length ? { type: 'BUTTONS', buttons: buttons.map(buttonOf) } : null;
}

function buttonOf({ type, text, value, example, rest }: DraftButton): Record<string, unknown> {
  switch (type) {
    case 'URL':
      return { ...rest, type, text, url: value, ...(variablesIn(value).length ? { example: [example] } : {}) };
    case 'PHONE_NUMBER':
      return { ...rest, type, text, phone_number: value };
    case 'COPY_CODE':
      return { ...rest, type, example: value };
    case 'FLOW':
      // one that Meta lists by a name or as a whole flow keeps that
      return { ...rest, type, text, ...(value.trim() ? { flow_id: value.trim() } : {}) };
    case 'REQUEST_CONTACT_INFO':
      return { ...rest, type };
    default:
      return { ...rest, type, text };
  }
}

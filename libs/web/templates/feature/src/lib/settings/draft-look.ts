import type { TemplateButtonView } from '@mailtrixy/shared/dto';
import { cardsOf, type DraftButton, type TemplateDraft } from '@mailtrixy/web/templates/data-access';
import type { TemplateLook } from '@mailtrixy/web/templates/ui';

/** Words that WhatsApp writes itself. */
const FIXED: Readonly<Partial<Record<DraftButton['type'], string>>> = { COPY_CODE: 'Copy code', REQUEST_CONTACT_INFO: 'Share Contact Info' };

/** A template being written, as the phone would show it. */
export function draftLook(draft: TemplateDraft): TemplateLook {
  const { category, headerFormat, headerText, body, footer, buttons, extra, offerText, offerExpires, cardHeader, cardWords } = draft;
  if (category === 'AUTHENTICATION') return codeLook(draft);
  return {
    headerFormat: headerFormat === 'NONE' ? null : headerFormat,
    headerText: headerText || null,
    body: body || 'Write the body…',
    footer: (extra !== 'OFFER' && footer) || null,
    buttons: buttons.map(buttonView),
    cards: cardsOf(draft).map((card) => ({ headerFormat: cardHeader, body: cardWords ? card.body || 'Write the card…' : null, buttons: card.buttons.map(buttonView) })),
    offer: extra === 'OFFER' ? { text: offerText, expires: offerExpires } : null,
  };
}

function codeLook({ securityNote, codeMinutes, codeButton }: TemplateDraft): TemplateLook {
  const note = securityNote ? ' For your security, do not share this code.' : '';
  const minutes = codeMinutes.trim();
  return { headerFormat: null, headerText: null, body: `*{{1}}* is your verification code.${note}`, footer: minutes ? `This code expires in ${minutes} minutes.` : null, buttons: [{ type: 'OTP', text: codeButton || 'Copy code', url: null, phone: null }], cards: [], offer: null };
}

function buttonView({ type, text, value }: DraftButton): TemplateButtonView {
  return { type, text: FIXED[type] ?? text, url: type === 'URL' ? value : null, phone: type === 'PHONE_NUMBER' ? value : null };
}

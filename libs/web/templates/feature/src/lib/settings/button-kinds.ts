import type { DraftButtonType } from '@mailtrixy/web/templates/data-access';
import { iconContact, iconCopy, iconExternalLink, iconListChecks, iconPhone, iconReply, iconShoppingCart, type IconData, type MenuEntry } from '@mailtrixy/web/shared/ui';

export interface ButtonKind {
  words: string;
  /** What its value is called; empty where it has none. */
  value: string;
  placeholder: string;
  hint: string;
  icon: IconData;
}

export const BUTTON_KINDS: Readonly<Record<DraftButtonType, ButtonKind>> = {
  QUICK_REPLY: { words: 'Quick reply', value: '', placeholder: '', hint: '', icon: iconReply },
  URL: { words: 'Link', value: 'Address', placeholder: 'https://example.org/orders/{{1}}', hint: '', icon: iconExternalLink },
  PHONE_NUMBER: { words: 'Call', value: 'Phone number', placeholder: '+15550104477', hint: '', icon: iconPhone },
  COPY_CODE: { words: 'Copy code', value: 'Example of the code', placeholder: 'SAVE10', hint: '', icon: iconCopy },
  FLOW: { words: 'Form (WhatsApp flow)', value: 'Flow id', placeholder: '640118820043377', hint: 'Of a published flow: WhatsApp Manager → Flows.', icon: iconListChecks },
  CATALOG: { words: 'Catalogue', value: '', placeholder: '', hint: 'Opens the catalogue that is connected to your WhatsApp account.', icon: iconShoppingCart },
  MPM: { words: 'Product list', value: '', placeholder: '', hint: 'Meta takes it, but MailTrixy cannot read your catalogue and so cannot send it.', icon: iconShoppingCart },
  VOICE_CALL: { words: 'WhatsApp call', value: '', placeholder: '', hint: '', icon: iconPhone },
  REQUEST_CONTACT_INFO: { words: 'Ask for the number', value: '', placeholder: '', hint: 'WhatsApp writes “Share Contact Info” on it.', icon: iconContact },
};

/** Of a card only those that every phone shows there. */
export const CARD_BUTTONS: readonly DraftButtonType[] = ['QUICK_REPLY', 'URL', 'PHONE_NUMBER'];

export function buttonEntries(types: readonly DraftButtonType[]): MenuEntry<DraftButtonType>[] {
  return types.map((value) => ({ value, label: BUTTON_KINDS[value].words, icon: BUTTON_KINDS[value].icon }));
}

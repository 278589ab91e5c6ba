import type { TemplateButtonView, TemplateSlot, TemplateSummary } from '@mailtrixy/shared/dto';
import type { Hole } from './holes';

/** The parts of a template that the phone shows: of a synced one or of one being written. */
export type TemplateLook = Pick<TemplateSummary, 'headerFormat' | 'headerText' | 'body' | 'footer' | 'buttons' | 'cards' | 'offer'>;

/** A chosen file of a header, as far as it can be shown. */
export interface ShownMedia {
  name: string;
  /** Address of a picture; null where there is none to show. */
  picture: string | null;
}

/** Fills the variables of one part. `prefix` is "header", "body", or the same in a card. */
export function holesOf(prefix: string, slots: readonly TemplateSlot[], values: Readonly<Record<string, string>>): (name: string) => Hole {
  return (name) => {
    const key = prefix.endsWith('header') ? prefix : `${prefix}.${name}`;
    const label = slots.find((slot) => slot.key === key)?.label ?? name;
    return { value: values[key]?.trim() ?? '', label: label.startsWith('{{') ? name : label };
  };
}

/** Words of what stands in for a header's file. */
export function mediaWords(format: string | null): string {
  return { IMAGE: 'Image', VIDEO: 'Video', DOCUMENT: 'Document', PRODUCT: 'Product' }[format ?? ''] ?? 'File';
}

/** More than three: WhatsApp shows two and "See all options". */
export function shownButtons(buttons: readonly TemplateButtonView[]): readonly TemplateButtonView[] {
  return buttons.length > 3 ? [...buttons.slice(0, 2), { type: 'ALL', text: 'See all options', url: null, phone: null }] : buttons;
}

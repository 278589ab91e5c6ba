import { isOtpButton, type PlacedSlot } from '../components/slots';
import type { ParsedCard, ParsedTemplate } from '../components/parsed-template';
import { isWire, type Wire } from '../components/wire';
import type { MediaSlot } from './filled-template';
import { isPlace, placeOf } from './header-location';
import { timeOf } from './slot-values';

const PENDING_MEDIA = 'attachment:';

/**
 * The components of a send (META-CLOUD-API §8.7). Parts without a value get none. The `index` of a button counts over
 * all buttons of the template, the static ones too.
 */
export function metaComponents(template: ParsedTemplate, slots: readonly PlacedSlot[], values: ReadonlyMap<string, string>, named: boolean): Wire[] {
  const part = (of: ParsedCard, card: number | null) => partComponents(of, slots.filter((slot) => slot.card === card), values, named);
  const [header, body, ...buttons] = part(template, null);
  const offer = values.get('offer');
  const components = [header, body, offer === undefined ? null : { type: 'limited_time_offer', parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: timeOf(offer) } }] }, ...buttons];
  if (template.cards.length) components.push({ type: 'carousel', cards: template.cards.map((card, index) => ({ card_index: index, components: part(card, index).filter((component) => component !== null) })) });
  return components.filter((component) => component !== null);
}

/** Files of the headers, to be uploaded before the send. */
export function mediaSlotsOf(slots: readonly PlacedSlot[], values: ReadonlyMap<string, string>): MediaSlot[] {
  return slots.flatMap(({ key, mediaKind }) => {
    const attachmentId = mediaKind ? values.get(key) : undefined;
    return mediaKind && attachmentId ? [{ slot: key, attachmentId, kind: mediaKind }] : [];
  });
}

/**
 * Puts the provider's ids of uploaded files where `fill` left their places.
 * @param files by attachment id; a document's name is shown to the customer
 */
export function withMediaIds(components: readonly unknown[], files: ReadonlyMap<string, { mediaId: string; fileName: string | null }>): unknown[] {
  return components.map((component) => replaceIn(component, files)) as unknown[];
}

function replaceIn(value: unknown, files: ReadonlyMap<string, { mediaId: string; fileName: string | null }>): unknown {
  if (Array.isArray(value)) return value.map((inner) => replaceIn(inner, files));
  if (!isWire(value)) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaceIn(inner, files)]));
  const kind = ['image', 'video', 'document'].find((one) => value['type'] === one);
  const media = kind ? value[kind] : null;
  const id = isWire(media) && typeof media['id'] === 'string' && media['id'].startsWith(PENDING_MEDIA) ? media['id'].slice(PENDING_MEDIA.length) : null;
  if (kind === undefined || id === null) return copy;
  const file = files.get(id);
  if (!file) throw new Error(`No media id for the attachment ${id}.`);
  return { ...copy, [kind]: { id: file.mediaId, ...(kind === 'document' && file.fileName ? { filename: file.fileName } : {}) } };
}

function partComponents(part: ParsedCard, slots: readonly PlacedSlot[], values: ReadonlyMap<string, string>, named: boolean): (Wire | null)[] {
  const text = (slot: PlacedSlot) => ({ type: 'text', ...(named ? { parameter_name: slot.variable } : {}), text: values.get(slot.key) });
  const header = slots.find(({ place }) => place.startsWith('header_'));
  const texts = slots.filter(({ place, variable }) => (place === 'body' || place === 'button_otp') && variable !== null);
  const buttons = part.buttons.map((button): Wire | null => {
    if (isOtpButton(button)) return otpComponent(button.index, texts, values);
    const slot = slots.find((one) => one.button === button);
    return slot ? buttonComponent(slot, button.index, values.get(slot.key)) : null;
  });
  return [header ? headerComponent(header, values.get(header.key) ?? '', text) : null, texts.length ? { type: 'body', parameters: texts.map(text) } : null, ...buttons];
}

function headerComponent(slot: PlacedSlot, value: string, text: (slot: PlacedSlot) => Wire): Wire {
  return { type: 'header', parameters: [headerParameter(slot, value, text)] };
}

function headerParameter(slot: PlacedSlot, value: string, text: (slot: PlacedSlot) => Wire): Wire {
  if (slot.mediaKind) return { type: slot.mediaKind, [slot.mediaKind]: { id: PENDING_MEDIA + value } };
  if (slot.place === 'header_product') {
    const slash = value.indexOf('/');
    return { type: 'product', product: { product_retailer_id: value.slice(slash + 1), catalog_id: value.slice(0, slash) } };
  }
  if (slot.place !== 'header_location') return text(slot);
  const place = placeOf(value);
  if (!isPlace(place)) throw new Error('A location that was checked is none.');
  return { type: 'location', location: { latitude: String(place.latitude), longitude: String(place.longitude), name: place.name, address: place.address } };
}

/** The code of the body again, for every kind of code button. */
function otpComponent(index: number, texts: readonly PlacedSlot[], values: ReadonlyMap<string, string>): Wire | null {
  const code = texts.length ? values.get(texts[0].key) : undefined;
  return code === undefined ? null : buttonWire('url', index, { type: 'text', text: code });
}

function buttonComponent({ place }: PlacedSlot, index: number, value: string | undefined): Wire | null {
  // These two go with nothing chosen as well.
  if (place === 'button_flow') return buttonWire('flow', index, { type: 'action', action: flowAction(value) });
  if (place === 'button_catalog') return buttonWire('catalog', index, { type: 'action', action: value === undefined ? {} : { thumbnail_product_retailer_id: value } });
  if (value === undefined) return null;
  if (place === 'button_url') return buttonWire('url', index, { type: 'text', text: value });
  if (place === 'button_copy_code') return buttonWire('copy_code', index, { type: 'coupon_code', coupon_code: value });
  return buttonWire('quick_reply', index, { type: 'payload', payload: value });
}

function buttonWire(subType: string, index: number, parameter: Wire): Wire {
  return { type: 'button', sub_type: subType, index: String(index), parameters: [parameter] };
}

/** A token alone, or JSON with `flow_token` and the first screen's `flow_action_data`. */
function flowAction(value: string | undefined): Wire {
  const given = value?.trim();
  if (!given) return { flow_token: 'unused' };
  try {
    const json: unknown = JSON.parse(given);
    if (isWire(json)) {
      const { flow_token: token, flow_action_data: data } = json;
      return { flow_token: typeof token === 'string' && token ? token : 'unused', ...(isWire(data) ? { flow_action_data: data } : {}) };
    }
  } catch {
    // Not JSON: a token.
  }
  return { flow_token: given };
}

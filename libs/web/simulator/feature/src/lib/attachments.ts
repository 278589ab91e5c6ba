import {
  type MenuEntry, iconBan, iconBell, iconBellOff, iconCircleQuestionMark, iconCode, iconContact, iconFile, iconFileQuestionMark, iconFileText, iconFileX, iconHeadphones, iconImage, iconKeyRound, iconMapPin,
  iconMegaphone, iconMessageCircle, iconMic, iconPhone, iconShoppingCart, iconSmartphone, iconSticker, iconUser, iconUsers, iconVideo,
} from '@mailtrixy/web/shared/ui';
import type { OutgoingSimMessage } from '@mailtrixy/web/simulator/data-access';

/** What one entry does: a message, or an action of docs/simulator.md. */
export interface Attachment {
  value: string;
  label: string;
  icon: typeof iconImage;
  message?: OutgoingSimMessage;
  action?: string;
  body?: Record<string, unknown>;
  heading?: string;
}

/** Everything a customer can send beside text, in the order of the menu. */
export const ATTACHMENTS: readonly Attachment[] = [
  { value: 'photo', label: 'Photo', icon: iconImage, message: { type: 'image', image: { caption: 'The parcel' } } },
  { value: 'video', label: 'Video', icon: iconVideo, message: { type: 'video', video: { caption: 'Listen to the noise' } } },
  { value: 'voice', label: 'Voice message', icon: iconMic, message: { type: 'audio' } },
  { value: 'song', label: 'Audio file', icon: iconHeadphones, message: { type: 'audio', audio: { sample: 'song' } } },
  { value: 'file', label: 'Document', icon: iconFile, message: { type: 'document', document: { caption: 'signed' } } },
  { value: 'note', label: 'Text file', icon: iconFileText, message: { type: 'document', document: { sample: 'note' } } },
  { value: 'sticker', label: 'Sticker', icon: iconSticker, message: { type: 'sticker' } },
  { value: 'animated', label: 'Animated sticker', icon: iconSticker, message: { type: 'sticker', sticker: { sample: 'animated-sticker' } } },
  { value: 'location', label: 'Location', icon: iconMapPin, message: { type: 'location' } },
  { value: 'contact', label: 'Contact', icon: iconContact, message: { type: 'contacts' } },
  { value: 'order', label: 'Order from the catalogue', icon: iconShoppingCart, action: 'order', heading: 'Shop and ads' },
  { value: 'question', label: 'Question about a product', icon: iconCircleQuestionMark, action: 'product-question' },
  { value: 'ad', label: 'First message from an ad', icon: iconMegaphone, action: 'ad' },
  { value: 'share-phone', label: 'Share my phone number', icon: iconPhone, action: 'share-phone', heading: 'This person' },
  { value: 'call', label: 'Call, not answered', icon: iconPhone, action: 'call', body: { outcome: 'missed' } },
  { value: 'welcome', label: 'Open the chat for the first time', icon: iconMessageCircle, action: 'welcome' },
  { value: 'stop', label: 'Stop marketing', icon: iconBellOff, action: 'stop-marketing' },
  { value: 'resume', label: 'Resume marketing', icon: iconBell, action: 'resume-marketing' },
  { value: 'number', label: 'Change phone number', icon: iconSmartphone, action: 'change-number' },
  { value: 'user-id', label: 'Change WhatsApp user id', icon: iconUser, action: 'change-user-id' },
  { value: 'identity', label: 'New security code', icon: iconKeyRound, action: 'identity-changed' },
  { value: 'group', label: 'Message in a group', icon: iconUsers, action: 'group-message', heading: 'What goes wrong' },
  { value: 'unsupported', label: 'Poll, which is unsupported', icon: iconBan, action: 'unsupported' },
  { value: 'unavailable', label: 'Message that is unavailable', icon: iconFileQuestionMark, action: 'unavailable' },
  { value: 'too-big', label: 'Video above 100 MB', icon: iconFileX, action: 'media-too-big' },
  { value: 'json', label: 'JSON of your own…', icon: iconCode },
];

export const ATTACHMENT_ENTRIES: MenuEntry[] = ATTACHMENTS.map(({ value, label, icon, heading }) => ({ value, label, icon, ...(heading ? { heading } : {}) }));

import type { OutboundContent, OutboundMessage } from '@mailtrixy/server/channels';
import { contactsBody } from './contacts-body';
import { interactiveBody } from './interactive-body';
import { locationBody } from './location-body';
import { mediaBody } from './media-body';

/**
 * The JSON that POST /{phone number id}/messages takes.
 * A phone gets a "+" in front: without it Meta puts the business number's country code there, also before a wa_id that
 * came from a webhook. A business-scoped user id goes into `recipient`.
 */
export function messageBody(message: OutboundMessage): Record<string, unknown> {
  const { to, content, quotedExternalId, token } = message;
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...(to.kind === 'bsuid' ? { recipient: to.value } : { to: `+${to.value.replace(/^\+/, '')}` }),
    // Meta refuses a quote on a reaction.
    ...(quotedExternalId && content.type !== 'reaction' ? { context: { message_id: quotedExternalId } } : {}),
    biz_opaque_callback_data: token,
    ...contentBody(content),
  };
}

/** Marks a message and all before it as read; `typing` also shows "typing…" for up to 25 s (META-CLOUD-API §8.8). */
export function readBody(externalId: string, typing: boolean): Record<string, unknown> {
  return { messaging_product: 'whatsapp', status: 'read', message_id: externalId, ...(typing ? { typing_indicator: { type: 'text' } } : {}) };
}

function contentBody(content: OutboundContent): Record<string, unknown> {
  switch (content.type) {
    case 'text':
      // Meta shows a preview only where it is asked for; a link it cannot show does no harm.
      return { type: 'text', text: { ...((content.previewUrl ?? /https?:\/\//i.test(content.body)) ? { preview_url: true } : {}), body: content.body } };
    case 'media':
      return mediaBody(content);
    case 'location':
      return locationBody(content.location);
    case 'contacts':
      return contactsBody(content.cards);
    case 'reaction':
      // An empty emoji takes the reaction back.
      return { type: 'reaction', reaction: { message_id: content.targetExternalId, emoji: content.emoji ?? '' } };
    case 'interactive':
      return { type: 'interactive', interactive: interactiveBody(content) };
    case 'template':
      return { type: 'template', template: { name: content.name, language: { code: content.language }, ...(content.components.length ? { components: content.components } : {}) } };
  }
}

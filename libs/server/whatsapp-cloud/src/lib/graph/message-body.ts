import type { OutboundContent, OutboundMessage } from '@mailtrixy/server/channels';

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
    ...(quotedExternalId ? { context: { message_id: quotedExternalId } } : {}),
    biz_opaque_callback_data: token,
    ...contentBody(content),
  };
}

function contentBody(content: OutboundContent): Record<string, unknown> {
  if (content.type !== 'text') throw new Error(`WhatsApp content ${content.type} is not mapped.`);
  return { type: 'text', text: { body: content.body, preview_url: content.previewUrl ?? /https?:\/\//i.test(content.body) } };
}

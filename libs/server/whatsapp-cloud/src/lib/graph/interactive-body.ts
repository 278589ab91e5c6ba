import type { OutboundInteractiveContent } from '@mailtrixy/server/channels';
import type { OutboundHeader, OutboundInteractive } from '@mailtrixy/shared/dto';

/** Version of Meta's flow messages. */
const FLOW_MESSAGE_VERSION = '3';

/** The `interactive` object of a send (META-CLOUD-API §8.6). */
export function interactiveBody(content: OutboundInteractiveContent): Record<string, unknown> {
  const { interactive, body } = content;
  const header = 'header' in interactive && interactive.header ? headerBody(interactive.header, content) : null;
  const footer = 'footer' in interactive ? interactive.footer?.trim() : undefined;
  return {
    type: META_TYPE[interactive.type],
    ...(header ? { header } : {}),
    ...(body ? { body: { text: body } } : {}),
    ...(footer ? { footer: { text: footer } } : {}),
    action: actionBody(interactive),
  };
}

const META_TYPE: Record<OutboundInteractive['type'], string> = {
  button: 'button',
  list: 'list',
  cta_url: 'cta_url',
  flow: 'flow',
  location_request: 'location_request_message',
  contact_request: 'request_contact_info',
  product: 'product',
  product_list: 'product_list',
  catalog: 'catalog_message',
};

function headerBody(header: OutboundHeader, { headerMediaId, headerFileName }: OutboundInteractiveContent): Record<string, unknown> {
  if (header.type === 'text') return { type: 'text', text: header.text };
  return { type: header.type, [header.type]: { id: headerMediaId, ...(header.type === 'document' && headerFileName ? { filename: headerFileName } : {}) } };
}

function actionBody(interactive: OutboundInteractive): Record<string, unknown> {
  switch (interactive.type) {
    case 'button':
      return { buttons: interactive.buttons.map(({ id, title }) => ({ type: 'reply', reply: { id, title } })) };
    case 'list':
      return {
        button: interactive.button,
        sections: interactive.sections.map(({ title, rows }) => ({
          ...(title ? { title } : {}),
          rows: rows.map((row) => ({ id: row.id, title: row.title, ...(row.description ? { description: row.description } : {}) })),
        })),
      };
    case 'cta_url':
      return { name: 'cta_url', parameters: { display_text: interactive.displayText, url: interactive.url } };
    case 'flow':
      return { name: 'flow', parameters: flowParameters(interactive) };
    case 'location_request':
      return { name: 'send_location' };
    case 'contact_request':
      return { name: 'request_contact_info' };
    case 'product':
      return { catalog_id: interactive.catalogId, product_retailer_id: interactive.productId };
    case 'product_list':
      return { catalog_id: interactive.catalogId, sections: interactive.sections.map(({ title, productIds }) => ({ title, product_items: productIds.map((id) => ({ product_retailer_id: id })) })) };
    case 'catalog':
      return { name: 'catalog_message', ...(interactive.thumbnailProductId ? { parameters: { thumbnail_product_retailer_id: interactive.thumbnailProductId } } : {}) };
  }
}

/** Without a screen the flow opens with its own first one. */
function flowParameters({ flowId, cta, flowToken, screen, data, mode }: Extract<OutboundInteractive, { type: 'flow' }>): Record<string, unknown> {
  return {
    flow_message_version: FLOW_MESSAGE_VERSION,
    ...(flowToken ? { flow_token: flowToken } : {}),
    flow_id: flowId,
    flow_cta: cta,
    ...(mode ? { mode } : {}),
    ...(screen ? { flow_action: 'navigate', flow_action_payload: { screen, ...(data && Object.keys(data).length ? { data } : {}) } } : {}),
  };
}

import type { InteractiveContent, ShownButton, TemplateContent } from '@mailtrixy/shared/dto';

/** The button rows that the customer sees under a message of ours. */
export function shownButtons(content: InteractiveContent | TemplateContent): ShownButton[] {
  if (content.kind === 'template') return content.buttons;
  const { interactive } = content;
  switch (interactive.type) {
    case 'button':
      return interactive.buttons.map(({ title }): ShownButton => ({ icon: 'reply', text: title }));
    case 'list':
      return [{ icon: 'list', text: interactive.button }];
    case 'cta_url':
      return [{ icon: 'link', text: interactive.displayText }];
    case 'flow':
      return [{ icon: 'flow', text: interactive.cta }];
    case 'location_request':
      return [{ icon: 'location', text: 'Send location' }];
    case 'contact_request':
      return [{ icon: 'contact', text: 'Share contact' }];
    case 'product':
    case 'product_list':
    case 'catalog':
      return [{ icon: 'catalog', text: interactive.type === 'catalog' ? 'View catalogue' : 'View products' }];
  }
}

/** Header and footer texts around the body. */
export function frameTexts(content: InteractiveContent | TemplateContent): { header: string; footer: string } {
  if (content.kind === 'template') return { header: content.header ?? '', footer: content.footer ?? '' };
  const { interactive } = content;
  return {
    header: 'header' in interactive ? (interactive.header?.text ?? '') : '',
    footer: 'footer' in interactive ? (interactive.footer ?? '') : '',
  };
}

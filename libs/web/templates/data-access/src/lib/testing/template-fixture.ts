import type { TemplateSlot, TemplateSummary } from '@mailtrixy/shared/dto';

export function slot(given: Partial<TemplateSlot> & Pick<TemplateSlot, 'key'>): TemplateSlot {
  return { place: 'body', label: given.key, sample: null, required: true, mediaKind: null, maxLength: null, prefix: null, defaultField: null, defaultText: null, ...given };
}

export function template(given: Partial<TemplateSummary> = {}): TemplateSummary {
  return {
    id: 't1', wabaId: 'w1', name: 'order_update', language: 'en', category: 'UTILITY', status: 'APPROVED', quality: 'GREEN', parameterFormat: 'POSITIONAL',
    body: 'Your order {{1}} is {{2}}.', headerFormat: null, headerText: null, footer: null, buttons: [], cards: [], offer: null,
    slots: [slot({ key: 'body.1', label: 'Order no.' }), slot({ key: 'body.2', label: 'Status' })],
    notSendable: null, rejectedReason: null, recommendation: null, favourite: false, usedAt: null, used30d: 0, updatedAt: '2026-11-20T10:00:00.000Z', deletedAt: null,
    ...given,
  };
}

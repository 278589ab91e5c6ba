import { messageBody } from './message-body';

const base = { content: { type: 'text' as const, body: 'Grüße' }, quotedExternalId: null, token: 'mt1.abc' };

describe('messageBody', () => {
  it('puts a + before a phone and carries the token', () => {
    expect(messageBody({ ...base, to: { kind: 'wa_id', value: '447700900142' } })).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+447700900142',
      biz_opaque_callback_data: 'mt1.abc',
      type: 'text',
      text: { body: 'Grüße', preview_url: false },
    });
  });

  it('sends to a business-scoped user id as recipient, never as a phone', () => {
    const body = messageBody({ ...base, to: { kind: 'bsuid', value: 'AR.91827364554637281900' } });
    expect(body).toMatchObject({ recipient: 'AR.91827364554637281900' });
    expect(body).not.toHaveProperty('to');
  });

  it('quotes and asks for a link preview only with an address in the text', () => {
    const body = messageBody({ ...base, to: { kind: 'phone', value: '+447700900142' }, quotedExternalId: 'wamid.X', content: { type: 'text', body: 'see https://example.org' } });
    expect(body).toMatchObject({ to: '+447700900142', context: { message_id: 'wamid.X' }, text: { preview_url: true } });
  });
});

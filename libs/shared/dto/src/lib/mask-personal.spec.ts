import { maskDigits, maskPersonal } from './mask-personal';

describe('masking of payloads', () => {
  const body = {
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '21',
        changes: [
          {
            field: 'messages',
            value: {
              metadata: { display_phone_number: '15550100', phone_number_id: '118' },
              contacts: [{ wa_id: '447700900123', profile: { name: 'Maya' }, something_new: 'Maya again' }],
              messages: [{ from: '447700900123', id: 'wamid.X', type: 'text', text: { body: 'Where is order 1182?' } }, { type: 'location', location: { latitude: 52.1, address: '1 High Street' } }],
              statuses: [{ id: 'wamid.Y', status: 'failed', recipient_id: 447700900123, errors: [{ code: 131026, title: 'Undeliverable', error_data: { details: 'to +44 7700 900123' } }] }],
            },
          },
        ],
      },
    ],
  };

  it('hides who somebody is, what they wrote and every member it does not know', () => {
    const text = maskPersonal(JSON.stringify(body));
    for (const secret of ['447700900123', 'Maya', 'order', '52.1', 'High Street', '900123']) expect(text).not.toContain(secret);
  });

  it('keeps what Logs are for: ids, types, statuses and Meta’s error words', () => {
    const text = maskPersonal(JSON.stringify(body));
    for (const kept of ['wamid.X', '"status":"failed"', '131026', 'Undeliverable', '"phone_number_id":"118"']) expect(text).toContain(kept);
  });

  it('dots text that is no JSON whole, and numbers in sentences', () => {
    expect(maskPersonal('Maya 447700900123')).toMatch(/^•+$/);
    expect(maskDigits('Sent to +44 7700 900123 (131026)')).toMatch(/^Sent to •+ \(131026\)$/);
  });
});

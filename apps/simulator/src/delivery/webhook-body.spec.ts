import { signature256, signatureHeaders, webhookBody } from './webhook-body';

// META §2.2, the published test vector
const secret = 'mailtrixy-test-app-secret';
const vector = String.raw`{"object":"whatsapp_business_account","entry":[{"id":"210984455012377","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550104477","phone_number_id":"118820043377615"},"messages":[{"from":"447700900142","id":"wamid.SIGTEST","timestamp":"1795341637","type":"text","text":{"body":"Gr\u00fc\u00dfe \ud83d\udce6 https:\/\/example.org"}}]},"field":"messages"}]}]}`;
const right = 'sha256=865fc0d5bd4dfbfe4d0897765b5ebb9678d2a91aa0ef5d3e9fde5a372fa711de';
const wrongIfReserialised = 'sha256=23d2aa4e4e9372e2c2dfd9c6afb3d409bccef93ef7de71db513fa91eb5a6b3d4';

describe('webhook body and signature', () => {
  it('makes the very bytes of the vector out of the parsed payload', () => {
    const body = webhookBody(JSON.parse(vector));
    expect(body.toString('latin1')).toBe(vector);
    expect(body).toHaveLength(399);
  });

  it('signs the vector as Meta does', () => {
    expect(signature256(Buffer.from(vector), secret)).toBe(right);
    expect(signatureHeaders(Buffer.from(vector), secret, 'ok')['x-hub-signature-256']).toBe(right);
  });

  it('differs from the signature of a re-serialised body', () => {
    expect(signature256(Buffer.from(JSON.stringify(JSON.parse(vector))), secret)).toBe(wrongIfReserialised);
  });

  it('escapes lone surrogates, NUL and U+2028, and stays plain ASCII', () => {
    const body = webhookBody({ text: '\ud83d \u0000 \u2028 ä' }).toString('latin1');
    expect(body).toBe(String.raw`{"text":"\ud83d \u0000 \u2028 \u00e4"}`);
  });

  it('is wrong in each of the wrong ways', () => {
    const body = Buffer.from(vector);
    expect(signatureHeaders(body, secret, 'none')).toEqual({});
    expect(signatureHeaders(body, secret, 'malformed')['x-hub-signature-256']).not.toMatch(/^sha256=[0-9a-f]{64}$/);
    expect(signatureHeaders(body, secret, 'sha1-only')).toEqual({ 'x-hub-signature': expect.stringMatching(/^sha1=[0-9a-f]{40}$/) });
    expect(signatureHeaders(body, secret, 'wrong')['x-hub-signature-256']).toMatch(/^sha256=[0-9a-f]{64}$/);
    expect(signatureHeaders(body, secret, 'wrong')['x-hub-signature-256']).not.toBe(right);
  });
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { componentProblems, draftProblems, type TemplateDraft } from './draft-problems';

const created = () => {
  const { parameter_format: parameterFormat, ...rest } = JSON.parse(readFileSync(path.join(__dirname, '../testing/meta-examples/req_template_create.json'), 'utf8')) as Omit<TemplateDraft, 'parameterFormat'> & { parameter_format: string };
  return { ...rest, parameterFormat };
};
const draft = (components: unknown[], over: Partial<TemplateDraft> = {}): TemplateDraft => ({ name: 'parcel_update', language: 'en_US', category: 'UTILITY', parameterFormat: 'POSITIONAL', components, ...over });
const body = (text: string, examples: string[] = []) => ({ type: 'BODY', text, ...(examples.length ? { example: { body_text: [examples] } } : {}) });
const hello = body('Hello, your parcel is on its way.');
const buttons = (...list: object[]) => ({ type: 'BUTTONS', buttons: list });
const qr = (text: string) => ({ type: 'QUICK_REPLY', text });
const url = (text: string, over: object = {}) => ({ type: 'URL', text, url: 'https://example.org', ...over });
const image = { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4:h'] } };
const card = (over: { text?: string; format?: string; buttons?: object[] } = {}) => ({ components: [{ ...image, format: over.format ?? 'IMAGE' }, { type: 'BODY', text: over.text ?? 'A mug' }, buttons(...(over.buttons ?? [qr('More')]))] });
const carousel = (...cards: object[]) => [hello, { type: 'CAROUSEL', cards }];
const named = (param_name: string) => ({ param_name, example: 'x' });

describe('what may be submitted', () => {
  it.each<[string, TemplateDraft]>([
    ['Meta’s example', created()],
    ['lower case', draft([{ type: 'body', text: 'Hello there' }])],
    ['named', draft([{ type: 'HEADER', text: 'Order {{order}}', format: 'TEXT', example: { header_text_named_params: [named('order')] } }, { type: 'BODY', text: 'Hi {{first_name}}, your {{order}} is on its way.', example: { body_text_named_params: [named('first_name'), named('order')] } }], { parameterFormat: 'NAMED' })],
    ['QR, QR, URL', draft([hello, buttons(qr('a'), qr('b'), url('c'))])],
    ['URL, QR, QR', draft([hello, buttons(url('c'), qr('a'), qr('b'))])],
    ['ten quick replies', draft([hello, buttons(...'abcdefghij'.split('').map(qr))])],
    ['location header', draft([{ type: 'HEADER', format: 'LOCATION' }, hello])],
    ['offer', draft([{ type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Winter', has_expiration: true } }, hello, buttons({ type: 'COPY_CODE', example: 'WINTER20' }, url('Shop'))], { category: 'MARKETING' })],
    ['carousel', draft(carousel(card(), card()), { category: 'MARKETING' })],
    ['login code', draft([{ type: 'BODY', add_security_recommendation: true }, { type: 'FOOTER', code_expiration_minutes: 10 }, buttons({ type: 'OTP', otp_type: 'COPY_CODE', text: 'Copy' })], { category: 'AUTHENTICATION' })],
    ['one-tap', draft([{ type: 'BODY' }, buttons({ type: 'OTP', otp_type: 'ONE_TAP', supported_apps: [{ package_name: 'org.example.app', signature_hash: 'K8a/AINcGX7' }] })], { category: 'AUTHENTICATION' })],
    ['1,024 emojis', draft([body('😀'.repeat(1023) + 'x')])],
  ])('%s', (_name, given) => expect(draftProblems(given)).toEqual([]));
});

describe('what Meta would refuse', () => {
  const offer = { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Winter' } };
  it.each<[string, TemplateDraft, string, string]>([
    ['capitals', draft([hello], { name: 'Parcel' }), 'name', 'small letters'],
    ['513 letters', draft([hello], { name: 'a'.repeat(513) }), 'name', '512'],
    ['hyphen language', draft([hello], { language: 'en-US' }), 'language', 'language'],
    ['category', draft([hello], { category: 'SERVICE' }), 'category', 'marketing'],
    ['no body', draft([image]), 'components', 'needs a body'],
    ['two bodies', draft([hello, hello]), 'components.1.type', 'more than one'],
    ['unknown part', draft([hello, { type: 'HOLOGRAM' }]), 'components.1.type', 'hologram'],
    ['no object', draft([hello, 7]), 'components', 'object'],
    ['empty body', draft([body('  ')]), 'components.0.text', 'Write the body'],
    ['body of 1,025', draft([body('x'.repeat(1025))]), 'components.0.text', '1024'],
    ['offer body of 601', draft([offer, body('x'.repeat(601))]), 'components.1.text', '600'],
    ['variable first', draft([body('{{1}} is here with you now', ['a'])]), 'components.0.text', 'start or the end'],
    ['variable last', draft([body('We are all here with {{1}} ', ['a'])]), 'components.0.text', 'start or the end'],
    ['side by side', draft([body('Hi dear {{1}} {{2}} and all the others.', ['a', 'b'])]), 'components.0.text', 'side by side'],
    ['gap', draft([body('Hi {{1}}, your parcel {{3}} is on its way.', ['a', 'b', 'c'])]), 'components.0.text', 'without a gap'],
    ['begins with 2', draft([body('Hi {{2}}, your parcel is on its way.', ['a', 'b'])]), 'components.0.text', 'without a gap'],
    ['name among numbers', draft([body('Hi {{first_name}}, your parcel is on its way.')]), 'components.0.text', 'numbered'],
    ['number among names', draft([body('Hi {{1}}, your parcel is on its way.', ['a'])], { parameterFormat: 'NAMED' }), 'components.0.text', 'small letters'],
    ['not closed', draft([body('Hi {{1, your parcel is on its way.')]), 'components.0.text', 'not closed'],
    ['no example', draft([body('Hi {{1}}, your parcel {{2}} is on its way.', ['a'])]), 'components.0.example', '{{2}}'],
    ['few words', draft([body('a {{1}} b {{2}} c', ['a', 'b'])]), 'components.0.text', 'more words'],
    ['header of 61', draft([{ type: 'HEADER', format: 'TEXT', text: 'x'.repeat(61) }, hello]), 'components.0.text', '60'],
    ['two in the header', draft([{ type: 'HEADER', format: 'TEXT', text: 'a {{1}} {{2}}', example: { header_text: ['a', 'b'] } }, hello]), 'components.0.text', 'one is allowed'],
    ['marks in the header', draft([{ type: 'HEADER', format: 'TEXT', text: '*Order*' }, hello]), 'components.0.text', 'marks'],
    ['header of tomorrow', draft([{ type: 'HEADER', format: 'GIF' }, hello]), 'components.0.format', 'text, image'],
    ['no example image', draft([{ type: 'HEADER', format: 'IMAGE' }, hello]), 'components.0.example', 'Upload one'],
    ['footer of 61', draft([hello, { type: 'FOOTER', text: 'x'.repeat(61) }]), 'components.1.text', '60'],
    ['variable in the footer', draft([hello, { type: 'FOOTER', text: 'x {{1}}' }]), 'components.1.text', 'no variables'],
    ['footer of an offer', draft([offer, hello, { type: 'FOOTER', text: 'x' }]), 'components.2', 'no footer'],
    ['offer heading of 17', draft([{ type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'x'.repeat(17) } }, hello]), 'components.0', '16'],
    ['eleven buttons', draft([hello, buttons(...'abcdefghijk'.split('').map(qr))]), 'components.1.buttons', '10'],
    ['three links', draft([hello, buttons(url('a'), url('b'), url('c'))]), 'components.1.buttons', '2 are allowed'],
    ['two phones', draft([hello, buttons({ type: 'PHONE_NUMBER', text: 'a', phone_number: '+15550104477' }, { type: 'PHONE_NUMBER', text: 'b', phone_number: '+15550104477' })]), 'components.1.buttons', '1 is allowed'],
    ['QR, URL, QR', draft([hello, buttons(qr('a'), url('b'), qr('c'))]), 'components.1.buttons', 'together'],
    ['equal labels', draft([hello, buttons(qr('Yes'), qr('yes'))]), 'components.1.buttons', 'Two buttons'],
    ['label of 26', draft([hello, buttons(qr('x'.repeat(26)))]), 'components.1.buttons.0.text', '25'],
    ['variable in the middle of a link', draft([hello, buttons(url('a', { url: 'https://example.org/{{1}}/x', example: ['https://example.org/1/x'] }))]), 'components.1.buttons.0.url', 'at its end'],
    ['variable as host', draft([hello, buttons(url('a', { url: 'https://{{1}}', example: ['https://x'] }))]), 'components.1.buttons.0.url', 'at its end'],
    ['link without example', draft([hello, buttons(url('a', { url: 'https://example.org/{{1}}' }))]), 'components.1.buttons.0.example', 'example'],
    ['no address', draft([hello, buttons(url('a', { url: 'javascript:alert(1)' }))]), 'components.1.buttons.0.url', 'whole address'],
    ['link into WhatsApp', draft([hello, buttons(url('a', { url: 'https://wa.me/447700900123' }))]), 'components.1.buttons.0.url', 'WhatsApp itself'],
    ['phone', draft([hello, buttons({ type: 'PHONE_NUMBER', text: 'Call', phone_number: 'call me' })]), 'components.1.buttons.0.phone_number', 'country'],
    ['coupon of 21', draft([hello, buttons({ type: 'COPY_CODE', example: 'x'.repeat(21) })]), 'components.1.buttons.0.example', '20'],
    ['flow without flow', draft([hello, buttons({ type: 'FLOW', text: 'Book' })]), 'components.1.buttons.0', 'flow'],
    ['code button elsewhere', draft([hello, buttons({ type: 'OTP', otp_type: 'COPY_CODE' })]), 'components.1.buttons.0.type', 'authentication'],
    ['one card', draft(carousel(card())), 'components.1.cards', '2 to 10'],
    ['eleven cards', draft(carousel(...Array.from({ length: 11 }, () => card()))), 'components.1.cards', '2 to 10'],
    ['cards that differ', draft(carousel(card(), card({ buttons: [url('Look')] }))), 'components.1.cards.1', 'other parts'],
    ['document as card header', draft(carousel(card({ format: 'DOCUMENT' }), card({ format: 'DOCUMENT' }))), 'components.1.cards.0', 'image or a video'],
    ['card text of 161', draft(carousel(card({ text: 'x'.repeat(161) }), card())), 'components.1.cards.0.components.1.text', '160'],
    ['card with three line breaks', draft(carousel(card({ text: 'a\nb\nc\nd' }), card())), 'components.1.cards.0.components.1.text', 'line breaks'],
    ['card with three buttons', draft(carousel(card({ buttons: [qr('a'), qr('b'), qr('c')] }), card({ buttons: [qr('a'), qr('b'), qr('c')] }))), 'components.1.cards.0', '1 or 2'],
    ['own words of a login code', draft([body('Your code: {{1}}.'), buttons({ type: 'OTP', otp_type: 'COPY_CODE' })], { category: 'AUTHENTICATION' }), 'components.0.text', 'Meta writes'],
    ['login code with a header', draft([image, { type: 'BODY' }, buttons({ type: 'OTP', otp_type: 'COPY_CODE' })], { category: 'AUTHENTICATION' }), 'components.0', 'no header'],
    ['login code without a button', draft([{ type: 'BODY' }], { category: 'AUTHENTICATION' }), 'components', 'button'],
    ['login code for 91 minutes', draft([{ type: 'BODY' }, { type: 'FOOTER', code_expiration_minutes: 91 }, buttons({ type: 'OTP', otp_type: 'COPY_CODE' })], { category: 'AUTHENTICATION' }), 'components.1.code_expiration_minutes', '90'],
    ['login code with a link', draft([{ type: 'BODY' }, buttons(url('a'))], { category: 'AUTHENTICATION' }), 'components.1.buttons', 'exactly one'],
    ['one-tap without an app', draft([{ type: 'BODY' }, buttons({ type: 'OTP', otp_type: 'ONE_TAP' })], { category: 'AUTHENTICATION' }), 'components.1.buttons.0.supported_apps', 'Android'],
  ])('%s', (_name, given, field, words) => {
    const errors = draftProblems(given);
    expect(errors).toContainEqual({ field, message: expect.stringContaining(words) });
    expect(errors.length).toBeLessThanOrEqual(2);
  });

  it('never throws on JSON of any shape', () => {
    const odd = [null, 7, 'x', [], {}, { type: {} }, { type: 'BODY', text: 5 }, { type: 'BUTTONS', buttons: 'x' }, { type: 'BUTTONS', buttons: [null, { type: 'URL', url: 9 }] }, { type: 'CAROUSEL', cards: [{}, { components: 'x' }] }, { type: 'HEADER', example: [] }, { type: 'LIMITED_TIME_OFFER' }];
    for (const category of ['UTILITY', 'AUTHENTICATION']) expect(componentProblems({ category, parameterFormat: 'NAMED', components: odd }).length).toBeGreaterThan(3);
  });
});

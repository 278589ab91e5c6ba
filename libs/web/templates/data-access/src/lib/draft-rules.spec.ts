import type { TemplateDetail } from '@mailtrixy/shared/dto';
import { newButton, startedCards, withButtonEverywhere } from './draft-cards';
import { draftComponents } from './draft-components';
import { draftOf } from './draft-reading';
import { draftProblems } from './draft-rules';
import { serverProblems } from './draft-server-problems';
import { EMPTY_DRAFT, type DraftButton, type DraftCard, type TemplateDraft } from './template-draft';
import { template } from './testing/template-fixture';

const GOOD: TemplateDraft = { ...EMPTY_DRAFT, name: 'pickup_ready', body: 'Good news {{1}}, your parcel waits here.', examples: { 'body.1': 'Maya' } };

const button = (change: Partial<DraftButton> & Pick<DraftButton, 'type'>): DraftButton => ({ ...newButton(change.type), ...change });
const card = (change: Partial<DraftCard> = {}): DraftCard => ({ headerHandle: '4:h', body: 'A red mug', buttons: [button({ type: 'QUICK_REPLY', text: 'More' })], ...change });
const CAROUSEL: Partial<TemplateDraft> = { extra: 'CAROUSEL', cards: [card(), card({ body: 'A blue mug' })] };
const carouselWith = (change: Partial<DraftCard>): Partial<TemplateDraft> => ({ ...CAROUSEL, cards: [card(), card(change)] });
const CODE: Partial<TemplateDraft> = { category: 'AUTHENTICATION', codeKind: 'ZERO_TAP', codeApps: [{ packageName: 'org.example.app', signatureHash: 'K8a/AINcGX7' }], zeroTapTerms: true };

describe('a template being written', () => {
  it.each<[string, Partial<TemplateDraft>]>([
    ['plain', {}],
    ['offer', { extra: 'OFFER', offerText: 'Ends soon' }],
    ['carousel', CAROUSEL],
    ['carousel without words', { ...CAROUSEL, cardWords: false, cards: [card({ body: '' }), card({ body: '' })] }],
    ['zero-tap', CODE],
    ['form, catalogue, products', { buttons: [button({ type: 'FLOW', text: 'Book', value: '640118820043377' }), button({ type: 'CATALOG', text: 'View catalogue' }), button({ type: 'MPM', text: 'View items' }), button({ type: 'REQUEST_CONTACT_INFO' })] }],
  ])('has nothing to object to when it keeps Meta’s rules: %s', (_what, change) => expect(draftProblems({ ...GOOD, ...change })).toEqual({}));

  it.each<[string, Partial<TemplateDraft>, string, string]>([
    ['capitals in the name', { name: 'Pickup' }, 'name', 'small letters'],
    ['an empty body', { body: ' ' }, 'body', 'Write the body'],
    ['a long body', { body: 'x'.repeat(1025) }, 'body', '1025 characters'],
    ['a variable at the edge', { body: '{{1}} your parcel waits here' }, 'body', 'start or the end'],
    ['variables side by side', { body: 'Hi {{1}}{{2}} your parcel waits here now' }, 'body', 'side by side'],
    ['a gap in the numbers', { body: 'Hi {{1}} your parcel {{3}} waits here now' }, 'body', 'without a gap'],
    ['too many variables', { body: 'Hi {{1}} or {{2}} x' }, 'body', 'write more words'],
    ['an open variable', { body: 'Hi {{1} there my friend' }, 'body', 'not closed'],
    ['a missing example', { examples: {} }, 'example.body.1', 'example for {{1}}'],
    ['a bad name of a variable', { parameterFormat: 'NAMED', body: 'Hi {{First}} your parcel waits here' }, 'body', 'not {{First}}'],
    ['a variable in the footer', { footer: 'Bye {{1}}' }, 'footer', 'no variables'],
    ['marks in the header', { headerFormat: 'TEXT', headerText: '*Hi*' }, 'header', 'no line breaks, emojis or marks'],
    ['two variables in the header', { headerFormat: 'TEXT', headerText: '{{1}} and {{2}}' }, 'header', 'one is allowed'],
    ['a header without its file', { headerFormat: 'IMAGE' }, 'header', 'example image'],
    ['quick replies apart', { buttons: [button({ type: 'QUICK_REPLY', text: 'A' }), button({ type: 'PHONE_NUMBER', text: 'B', value: '+15550104477' }), button({ type: 'QUICK_REPLY', text: 'C' })] }, 'buttons', 'together'],
    ['a variable inside an address', { buttons: [button({ type: 'URL', text: 'A', value: 'https://x.org/{{1}}/b', example: 'x' })] }, 'button.0.value', 'at its end'],
    ['an address without example', { buttons: [button({ type: 'URL', text: 'A', value: 'https://x.org/{{1}}' })] }, 'button.0.example', 'whole address'],
    ['a link into WhatsApp', { buttons: [button({ type: 'URL', text: 'A', value: 'https://wa.me/1' })] }, 'button.0.value', 'WhatsApp itself'],
    ['an offer without heading', { extra: 'OFFER' }, 'offer', 'heading'],
    ['an offer’s long heading', { extra: 'OFFER', offerText: 'x'.repeat(17) }, 'offer', '16 are allowed'],
    ['a long body of an offer', { extra: 'OFFER', offerText: 'x', body: 'x'.repeat(601), examples: {} }, 'body', '600 are allowed'],
    ['one card', { ...CAROUSEL, cards: [card()] }, 'cards', '2 to 10'],
    ['eleven cards', { ...CAROUSEL, cards: Array.from({ length: 11 }, () => card()) }, 'cards', 'here are 11'],
    ['cards without buttons', { ...CAROUSEL, cards: [card({ buttons: [] }), card({ buttons: [] })] }, 'cards', '1 or 2 buttons'],
    ['a card without its picture', carouselWith({ headerHandle: '' }), 'card.1.header', 'example image'],
    ['a card’s long words', carouselWith({ body: 'x'.repeat(161) }), 'card.1.body', '160 are allowed'],
    ['a card’s empty words', carouselWith({ body: '' }), 'card.1.body', 'Write the body'],
    ['a card of four lines', carouselWith({ body: 'a\nb\nc\nd' }), 'card.1.body', 'line breaks'],
    ['a card’s variable without example', carouselWith({ body: 'A mug for {{1}} here' }), 'example.card.1.body.1', 'example for {{1}}'],
    ['a card’s nameless button', carouselWith({ buttons: [newButton('QUICK_REPLY')] }), 'card.1.button.0.text', 'what the button says'],
    ['a form without its flow', { buttons: [button({ type: 'FLOW', text: 'Book' })] }, 'button.0.value', 'flow'],
    ['a flow that is no id', { buttons: [button({ type: 'FLOW', text: 'Book', value: 'booking' })] }, 'button.0.value', 'digits'],
    ['two catalogues', { buttons: [button({ type: 'CATALOG', text: 'A' }), button({ type: 'CATALOG', text: 'B' })] }, 'buttons', '1 is allowed'],
    ['one-tap without an app', { ...CODE, codeKind: 'ONE_TAP', codeApps: [] }, 'codeApps', 'Android app'],
    ['a package that is none', { ...CODE, codeApps: [{ packageName: 'app', signatureHash: 'K8a/AINcGX7' }] }, 'codeApp.0.packageName', 'org.example.app'],
    ['a hash of ten', { ...CODE, codeApps: [{ packageName: 'org.example.app', signatureHash: 'K8a/AINcGX' }] }, 'codeApp.0.signatureHash', '11 characters'],
    ['zero-tap without the terms', { ...CODE, zeroTapTerms: false }, 'zeroTapTerms', 'terms'],
    ['a code that lives too long', { category: 'AUTHENTICATION', codeMinutes: '91' }, 'codeMinutes', '1 to 90'],
  ])('refuses %s', (_what, change, part, words) => expect(draftProblems({ ...GOOD, ...change })[part]).toContain(words));

  it('becomes the components that Meta takes', () => {
    const draft: TemplateDraft = { ...GOOD, headerFormat: 'TEXT', headerText: 'Order {{1}}', footer: 'Acme', examples: { 'header.1': '1182', 'body.1': 'Maya' }, buttons: [button({ type: 'URL', text: 'Track', value: 'https://x.org/{{1}}', example: 'https://x.org/9' })] };
    expect(draftComponents(draft)).toEqual([
      { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}', example: { header_text: ['1182'] } },
      { type: 'BODY', text: GOOD.body, example: { body_text: [['Maya']] } },
      { type: 'FOOTER', text: 'Acme' },
      { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Track', url: 'https://x.org/{{1}}', example: ['https://x.org/9'] }] },
    ]);
    expect(draftComponents({ ...GOOD, parameterFormat: 'NAMED', body: 'Hi {{name}} there', examples: { 'body.name': 'Maya' } })[0]).toMatchObject({ example: { body_text_named_params: [{ param_name: 'name', example: 'Maya' }] } });
  });

  it('is read back from a synced one, but not where parts would be lost', () => {
    const detail = (components: unknown[]): TemplateDetail => ({ ...template({ body: GOOD.body, slots: [{ ...template().slots[0], key: 'body.1', sample: 'Maya' }] }), name: GOOD.name, components, previousCategory: null, history: [] });
    expect(draftOf(detail(draftComponents(GOOD)))).toEqual(GOOD);
    expect(draftOf(detail([...draftComponents(GOOD), { type: 'CAROUSEL', cards: [] }]))).toBeNull();
    expect(draftOf(detail([...draftComponents(GOOD), { type: 'BUTTONS', buttons: [{ type: 'SPM', text: 'View' }] }]))).toBeNull();
    expect(draftOf(detail([...draftComponents(GOOD), { type: 'HOLOGRAM' }]))).toBeNull();
  });

  it.each<[string, Partial<TemplateDraft>, unknown]>([
    ['offer', { extra: 'OFFER', offerText: 'Ends soon', offerExpires: false }, { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Ends soon', has_expiration: false } }],
    ['carousel', CAROUSEL, { type: 'CAROUSEL', cards: ['A red mug', 'A blue mug'].map((text) => ({ components: [{ type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4:h'] } }, { type: 'BODY', text }, { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'More' }] }] })) }],
    ['flow, with what Meta lists besides', { buttons: [button({ type: 'FLOW', text: 'Book', value: '640118820043377', rest: { flow_action: 'NAVIGATE', navigate_screen: 'DATES' } })] }, { type: 'BUTTONS', buttons: [{ type: 'FLOW', text: 'Book', flow_id: '640118820043377', flow_action: 'NAVIGATE', navigate_screen: 'DATES' }] }],
    ['catalogue and request for the number', { buttons: [button({ type: 'CATALOG', text: 'View' }), button({ type: 'REQUEST_CONTACT_INFO' })] }, { type: 'BUTTONS', buttons: [{ type: 'CATALOG', text: 'View' }, { type: 'REQUEST_CONTACT_INFO' }] }],
  ])('goes to Meta and comes back as it was: %s', (_what, change, component) => {
    const draft: TemplateDraft = { ...GOOD, ...change };
    const components = draftComponents(draft);
    expect(components).toContainEqual(component);
    const detail: TemplateDetail = { ...template({ body: GOOD.body, slots: [{ ...template().slots[0], key: 'body.1', sample: 'Maya' }] }), name: GOOD.name, components, previousCategory: null, history: [] };
    expect(draftOf(detail)).toEqual(draft);
  });

  it('reads a login code from the options as from the address that Meta lists', () => {
    const read = (components: unknown[]) => draftOf({ ...template({ category: 'AUTHENTICATION' }), components, previousCategory: null, history: [] });
    const sent = draftComponents({ ...GOOD, ...CODE });
    expect(sent.at(-1)).toEqual({ type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'ZERO_TAP', text: 'Copy code', supported_apps: [{ package_name: 'org.example.app', signature_hash: 'K8a/AINcGX7' }], zero_tap_terms_accepted: true }] });
    expect(read(sent)).toMatchObject({ codeKind: 'ZERO_TAP', codeApps: CODE.codeApps, zeroTapTerms: true });
    const url = 'https://www.whatsapp.com/otp/code/?otp_type=ONE_TAP&cta_display_name=Fill&package_name=org.example.app&signature_hash=K8a%2FAINcGX7&code=otp{{1}}';
    const listed = read([{ type: 'BODY', text: '*{{1}}* is your verification code.' }, { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Copy', url, example: [url] }] }]);
    expect(listed).toMatchObject({ codeKind: 'ONE_TAP', codeApps: CODE.codeApps, codeButton: 'Copy', codeRest: { autofill_text: 'Fill' } });
    expect(listed && draftProblems(listed)).toEqual({});
  });

  it('gives every card what one gets, and moves nothing of the others', () => {
    const started = startedCards([]);
    expect(started.map(({ buttons }) => buttons.map(({ type }) => type))).toEqual([['QUICK_REPLY'], ['QUICK_REPLY']]);
    const more = withButtonEverywhere(started, 'URL');
    expect(more.map(({ buttons }) => buttons.length)).toEqual([2, 2]);
    expect(withButtonEverywhere(more, 'URL')).toEqual(more);
  });

  it('takes the server’s words to the part they concern', () => {
    const draft: TemplateDraft = { ...GOOD, headerFormat: 'TEXT', headerText: 'Hi', buttons: [button({ type: 'QUICK_REPLY', text: 'A' })] };
    const errors = [{ field: 'components.1.text', message: 'body' }, { field: 'components.2.buttons.0.text', message: 'button' }, { field: 'name', message: 'name' }, { field: 'components', message: 'all' }];
    expect(serverProblems(draft, errors)).toEqual({ problems: { body: 'body', 'button.0.text': 'button', name: 'name' }, rest: ['all'] });
    const cards = ['components.1.cards', 'components.1.cards.1', 'components.1.cards.1.components.0.example', 'components.1.cards.1.components.1.text', 'components.1.cards.0.components.2.buttons.0.url'].map((field) => ({ field, message: field }));
    expect(Object.keys(serverProblems({ ...GOOD, ...CAROUSEL }, cards).problems)).toEqual(['cards', 'card.1', 'card.1.header', 'card.1.body', 'card.0.button.0.value']);
    expect(serverProblems({ ...GOOD, extra: 'OFFER' }, [{ field: 'components.1', message: 'offer' }]).problems).toEqual({ offer: 'offer' });
    expect(Object.keys(serverProblems({ ...GOOD, ...CODE }, [{ field: 'components.2.buttons.0.supported_apps', message: 'app' }, { field: 'components.2.buttons.0.zero_tap_terms_accepted', message: 'terms' }]).problems)).toEqual(['codeApps', 'zeroTapTerms']);
  });
});

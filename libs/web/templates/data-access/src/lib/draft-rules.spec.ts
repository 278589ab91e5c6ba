import type { TemplateDetail } from '@mailtrixy/shared/dto';
import { draftProblems, serverProblems } from './draft-rules';
import { EMPTY_DRAFT, draftComponents, draftOf, type TemplateDraft } from './template-draft';
import { template } from './testing/template-fixture';

const GOOD: TemplateDraft = { ...EMPTY_DRAFT, name: 'pickup_ready', body: 'Good news {{1}}, your parcel waits here.', examples: { 'body.1': 'Maya' } };

describe('a template being written', () => {
  it('has nothing to object to when it keeps Meta’s rules', () => expect(draftProblems(GOOD)).toEqual({}));

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
    ['quick replies apart', { buttons: [{ type: 'QUICK_REPLY', text: 'A', value: '', example: '' }, { type: 'PHONE_NUMBER', text: 'B', value: '+15550104477', example: '' }, { type: 'QUICK_REPLY', text: 'C', value: '', example: '' }] }, 'buttons', 'together'],
    ['a variable inside an address', { buttons: [{ type: 'URL', text: 'A', value: 'https://x.org/{{1}}/b', example: 'x' }] }, 'button.0.value', 'at its end'],
    ['an address without example', { buttons: [{ type: 'URL', text: 'A', value: 'https://x.org/{{1}}', example: '' }] }, 'button.0.example', 'whole address'],
    ['a link into WhatsApp', { buttons: [{ type: 'URL', text: 'A', value: 'https://wa.me/1', example: '' }] }, 'button.0.value', 'WhatsApp itself'],
    ['a code that lives too long', { category: 'AUTHENTICATION', codeMinutes: '91' }, 'codeMinutes', '1 to 90'],
  ])('refuses %s', (_what, change, part, words) => expect(draftProblems({ ...GOOD, ...change })[part]).toContain(words));

  it('becomes the components that Meta takes', () => {
    const draft: TemplateDraft = { ...GOOD, headerFormat: 'TEXT', headerText: 'Order {{1}}', footer: 'Acme', examples: { 'header.1': '1182', 'body.1': 'Maya' }, buttons: [{ type: 'URL', text: 'Track', value: 'https://x.org/{{1}}', example: 'https://x.org/9' }] };
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
    expect(draftOf(detail([...draftComponents(GOOD), { type: 'BUTTONS', buttons: [{ type: 'FLOW', text: 'Book' }] }]))).toBeNull();
  });

  it('takes the server’s words to the part they concern', () => {
    const draft: TemplateDraft = { ...GOOD, headerFormat: 'TEXT', headerText: 'Hi', buttons: [{ type: 'QUICK_REPLY', text: 'A', value: '', example: '' }] };
    const errors = [{ field: 'components.1.text', message: 'body' }, { field: 'components.2.buttons.0.text', message: 'button' }, { field: 'name', message: 'name' }, { field: 'components', message: 'all' }];
    expect(serverProblems(draft, errors)).toEqual({ problems: { body: 'body', 'button.0.text': 'button', name: 'name' }, rest: ['all'] });
  });
});

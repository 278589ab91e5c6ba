import { EMPTY_DRAFT, draftProblem, interactiveOf, type InteractiveDraft } from './interactive-draft';

const draft = (change: Partial<InteractiveDraft>): InteractiveDraft => ({ ...EMPTY_DRAFT, body: 'Which?', ...change });
const row = (title: string, description = '') => ({ title, description });

describe('interactive draft', () => {
  it.each<[Partial<InteractiveDraft>, string | null]>([
    [{ body: ' ' }, 'Write the text.'],
    [{ body: 'x'.repeat(1025), buttons: ['Yes'] }, 'The text is too long: 1025 of 1024 characters.'],
    [{ type: 'list', body: 'x'.repeat(1025), listButton: 'Choose', sections: [{ title: '', rows: [row('A')] }] }, null],
    [{ buttons: ['Yes', ''] }, 'Button 2 needs words.'],
    [{ buttons: ['Yes', 'Yes '] }, 'Two buttons have the same words.'],
    [{ buttons: ['🙂'.repeat(20)] }, null],
    [{ buttons: ['🙂'.repeat(21)] }, 'Button 1 is too long: 21 of 20 characters.'],
    [{ buttons: ['Yes'], footer: 'x'.repeat(61) }, 'The footer is too long: 61 of 60 characters.'],
    [{ type: 'list', listButton: '' }, 'The list button needs words.'],
    [{ type: 'list', listButton: 'Choose', sections: [{ title: 'A', rows: [row('1')] }, { title: '', rows: [row('2')] }] }, 'With more than one section each needs a title.'],
    [{ type: 'list', listButton: 'Choose', sections: [{ title: 'A', rows: [row('1'), row('1')] }] }, 'Two rows have the same title.'],
    [{ type: 'list', listButton: 'Choose', sections: [{ title: 'A', rows: [row('1', 'x'.repeat(73))] }] }, 'A description is too long: 73 of 72 characters.'],
    [{ type: 'cta_url', linkText: 'Track', url: 'javascript:alert(1)' }, 'The link must begin with https:// or http://.'],
    [{ type: 'cta_url', linkText: 'Track', url: 'https://acme.example/1' }, null],
    [{ type: 'location_request' }, null],
    // what another kind would need does not count
    [{ type: 'contact_request', header: 'x'.repeat(100), buttons: [''] }, null],
  ])('%j: %s', (change, problem) => expect(draftProblem(draft(change))).toBe(problem));

  it('makes what the server takes, with ids that differ', () => {
    expect(interactiveOf(draft({ buttons: [' Yes ', 'No'], header: ' Hi ', footer: '' }))).toEqual({ type: 'button', header: { type: 'text', text: 'Hi' }, buttons: [{ id: 'button-1', title: 'Yes' }, { id: 'button-2', title: 'No' }] });
    expect(interactiveOf(draft({ type: 'list', listButton: 'Choose', sections: [{ title: 'Post', rows: [row('A', 'x')] }, { title: 'Shop', rows: [row('B')] }] }))).toEqual({
      type: 'list',
      button: 'Choose',
      sections: [{ title: 'Post', rows: [{ id: 'row-1', title: 'A', description: 'x' }] }, { title: 'Shop', rows: [{ id: 'row-2', title: 'B' }] }],
    });
    expect(interactiveOf(draft({ type: 'location_request', footer: 'x' }))).toEqual({ type: 'location_request' });
  });
});

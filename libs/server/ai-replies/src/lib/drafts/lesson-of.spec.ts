import { lessonOf } from './lesson-of';

const draft = { question: 'How much is express? My card is 4111 1111 1111 1111', body: 'Express shipping costs 9.90 euros. [1]' };

describe('what a person’s answer teaches', () => {
  it('is offered where the draft was changed much, without secrets of the customer', () => {
    expect(lessonOf(draft, 'Express costs 12 euros since May, and parcels to islands take three days more.')).toEqual({ question: 'How much is express? My card is [card number 1]', answer: 'Express costs 12 euros since May, and parcels to islands take three days more.' });
  });

  it.each([
    ['nothing was changed', 'Express shipping costs 9.90 euros.'],
    ['little was changed', 'Hello, express shipping costs 9.90 euros.'],
    ['the answer says too little', 'No idea.'],
  ])('is not offered where %s', (_what, sent) => expect(lessonOf(draft, sent)).toBeNull());

  it('is not offered without a question', () => expect(lessonOf({ ...draft, question: '  ' }, 'A wholly different answer that is long enough to say something.')).toBeNull());

  it('knows long texts by their words', () => {
    const long = 'One two three four five six seven eight nine ten. '.repeat(20);
    expect(lessonOf({ ...draft, body: long }, `${long} And one more.`)).toBeNull();
    expect(lessonOf({ ...draft, body: long }, 'Wholly different words stand here instead of all those. '.repeat(20))).not.toBeNull();
  });
});

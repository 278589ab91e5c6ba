import fc from 'fast-check';
import { bestQuote, matchedWords } from './quotes';
import { mergeNeighbours } from './select-hits';

describe('bestQuote', () => {
  const text = 'Our shop was founded in 1999. We are proud of it. You have 30 days to send articles back. Print the return label from My orders. Gift cards are worth 10 to 250.';

  it('is the two sentences that answer, word for word and in their order', () => {
    expect(bestQuote('How many days do I have to send something back?', { title: 'About us', text }, 'en').sentences).toContain('You have 30 days to send articles back.');
    const { sentences, spans } = bestQuote('return label', { title: 'About us', text }, 'en');
    expect(sentences).toHaveLength(2);
    expect(sentences).toContain('Print the return label from My orders.');
    expect(spans.map(({ from, to }) => text.slice(from, to))).toEqual(sentences);
  });

  it('is the whole of a short passage, and the beginning of one that shares no word', () => {
    expect(bestQuote('anything', { text: 'One. Two.' }).sentences).toEqual(['One.', 'Two.']);
    expect(bestQuote('zebra', { text }).sentences[0]).toBe('Our shop was founded in 1999.');
  });

  it('never says what the passage does not', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme', maxLength: 400 }), (question, passage) => {
      for (const sentence of bestQuote(question, { text: passage }).sentences) expect(passage).toContain(sentence);
    }));
  });
});

describe('matchedWords', () => {
  it('are words of the text as they stand there', () => {
    expect(matchedWords(['returning articles'], 'Return: we take back any article.', 'en')).toEqual(['return', 'article']);
    expect(matchedWords(['我想退货'], '退货政策', 'zh').join('')).toContain('退货'.slice(0, 1));
  });
});

describe('mergeNeighbours', () => {
  it('joins passages that follow each other, by the best of them', () => {
    const passage = (documentId: string, no: number) => ({ documentId, no });
    expect(mergeNeighbours([passage('a', 5), passage('b', 1), passage('a', 7), passage('a', 6), passage('a', 1)])).toEqual([[passage('a', 5), passage('a', 6), passage('a', 7)], [passage('b', 1)], [passage('a', 1)]]);
  });
});

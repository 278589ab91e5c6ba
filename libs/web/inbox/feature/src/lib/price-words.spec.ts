import { priceWords } from './price-words';

describe('priceWords', () => {
  it('uses Meta’s category and plain words', () => {
    expect(priceWords({ category: 'utility', type: 'regular' })).toBe('Counted by Meta as utility, billed');
    expect(priceWords({ category: 'marketing_lite', type: 'a_new_kind' })).toBe('Counted by Meta as marketing lite, a new kind');
    expect(priceWords({ category: null, type: 'regular' })).toBe('billed');
    expect(priceWords({ category: 'service', type: null })).toBe('Counted by Meta as service');
  });

  it('never promises that something is free', () => {
    for (const type of ['free_customer_service', 'free_entry_point', 'free_group_customer_service']) expect(priceWords({ category: 'referral_conversion', type })).not.toMatch(/free/i);
  });
});

import { isUuid, newId } from './ids';

describe('newId', () => {
  it('makes version 7, variant 10, with the time in the first 48 bits', () => {
    const id = newId(0x0123456789ab);
    expect(id).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('gives 10,000 different ids within one millisecond', () => {
    expect(new Set(Array.from({ length: 10_000 }, () => newId(1))).size).toBe(10_000);
  });
});

describe('isUuid', () => {
  it.each([['not-a-uuid'], [''], [null], [['0190f3a0-0000-7000-8000-000000000000']], ['0190F3A0-0000-7000-8000-000000000000'], ["0190f3a0-0000-7000-8000-00000000000'"]])('refuses %p', (value) => {
    expect(isUuid(value)).toBe(false);
  });
});

import { uuidv7 } from './uuid';

describe('uuidv7', () => {
  it('has version 7, the RFC variant, and the time in front', () => {
    const id = uuidv7(0x0191_2345_6789);
    expect(id).toMatch(/^01912345-6789-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('is different every time and sorts by time', () => {
    const ids = Array.from({ length: 1000 }, () => uuidv7());
    expect(new Set(ids).size).toBe(1000);
    expect(uuidv7(1_000) < uuidv7(2_000)).toBe(true);
  });
});

import { spreadLooks } from './spread-looks';

describe('spreadLooks', () => {
  it('spreads a backlog over the time that it takes, in few steps and rising', () => {
    const looks = spreadLooks(190, 9810, 80, 12);
    expect(looks).toEqual([...looks].sort((a, b) => a - b));
    expect(new Set(looks).size).toBeLessThanOrEqual(20);
    expect(looks.at(-1)).toBeGreaterThan(100_000);
    expect(looks.at(-1)).toBeLessThan(130_000);
  });

  it('lets a single lane look as soon as there is a token', () => {
    expect(spreadLooks(1, 0, 80, 12)).toEqual([12]);
    expect(spreadLooks(2, 0, 80, 12)[1]).toBeLessThan(60);
  });
});

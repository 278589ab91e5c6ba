import { PacedBell } from './paced-bell';

describe('PacedBell', () => {
  it('rings at once, and once more after a burst', async () => {
    let strikes = 0;
    const bell = new PacedBell(() => strikes++);
    bell.ring();
    expect(strikes).toBe(1);
    for (let count = 0; count < 100; count++) bell.ring();
    expect(strikes).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(strikes).toBe(2);
    bell.ring();
    expect(strikes).toBe(3);
  });
});

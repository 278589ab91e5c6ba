import { PacedBell } from './paced-bell';

describe('PacedBell', () => {
  // On a busy machine two real timers may be due at the same moment.
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('rings at once, and once more after a burst', () => {
    let strikes = 0;
    const bell = new PacedBell(() => strikes++);
    bell.ring();
    expect(strikes).toBe(1);
    for (let count = 0; count < 100; count++) bell.ring();
    jest.advanceTimersByTime(19);
    expect(strikes).toBe(1);
    jest.advanceTimersByTime(2);
    expect(strikes).toBe(2);
    jest.advanceTimersByTime(60);
    expect(strikes).toBe(2);
    bell.ring();
    expect(strikes).toBe(3);
  });
});

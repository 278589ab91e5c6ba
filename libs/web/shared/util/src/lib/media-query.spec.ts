import { TestBed } from '@angular/core/testing';
import { mediaQuery } from './media-query';

describe('mediaQuery', () => {
  it('follows the window and lets go of it', () => {
    let listener: ((event: { matches: boolean }) => void) | undefined;
    const list = { matches: true, addEventListener: (_: string, follow: typeof listener) => (listener = follow), removeEventListener: jest.fn() };
    Object.defineProperty(window, 'matchMedia', { configurable: true, value: () => list });
    const wide = TestBed.runInInjectionContext(() => mediaQuery('(min-width: 1280px)'));
    expect(wide()).toBe(true);
    listener?.({ matches: false });
    expect(wide()).toBe(false);
    TestBed.resetTestingModule();
    expect(list.removeEventListener).toHaveBeenCalledWith('change', listener);
  });
});

import { EnvironmentInjector, createEnvironmentInjector, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { UnsavedWork } from './unsaved-work';

describe('UnsavedWork', () => {
  const ask = jest.fn();
  const watch = (...args: Parameters<UnsavedWork['watch']>) => TestBed.runInInjectionContext(() => TestBed.inject(UnsavedWork).watch(...args));

  beforeEach(() => ask.mockReset().mockResolvedValue(false));

  it('lets go without a question when nothing is unsaved', async () => {
    watch(signal(false));
    expect(await TestBed.inject(UnsavedWork).mayLeave(ask)).toBe(true);
    expect(ask).not.toHaveBeenCalled();
  });

  it('asks for a form with changes, and does what the answer says', async () => {
    watch(signal(true));
    expect(await TestBed.inject(UnsavedWork).mayLeave(ask)).toBe(false);
    ask.mockResolvedValue(true);
    expect(await TestBed.inject(UnsavedWork).mayLeave(ask)).toBe(true);
  });

  it('lets a form that saves itself do so first, and asks only when that failed', async () => {
    const dirty = signal(true);
    watch(dirty, async () => dirty.set(false));
    expect(await TestBed.inject(UnsavedWork).mayLeave(ask)).toBe(true);
    expect(ask).not.toHaveBeenCalled();
    watch(signal(true), async () => undefined);
    expect(await TestBed.inject(UnsavedWork).mayLeave(ask)).toBe(false);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it('forgets a form that is gone', () => {
    const form = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
    const unsaved = TestBed.inject(UnsavedWork);
    form.runInContext(() => unsaved.watch(signal(true)));
    expect(unsaved.any()).toBe(true);
    form.destroy();
    expect(unsaved.any()).toBe(false);
  });
});

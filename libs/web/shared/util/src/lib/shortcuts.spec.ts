import { EnvironmentInjector, createEnvironmentInjector, runInInjectionContext } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Shortcuts } from './shortcuts';

describe('Shortcuts', () => {
  let shortcuts: Shortcuts;
  const runs: string[] = [];
  const add = (keys: string, more = {}) => TestBed.runInInjectionContext(() => shortcuts.register({ keys, label: keys, group: 'Test', run: () => runs.push(keys), ...more }));
  const press = (init: KeyboardEventInit, target: EventTarget = document.body) => target.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }));

  beforeEach(() => {
    runs.length = 0;
    document.body.replaceChildren();
    shortcuts = TestBed.inject(Shortcuts);
  });

  it('tells letters with shift apart, and signs as they are', () => {
    add('U');
    add('Shift+U');
    add('?');
    press({ key: 'u' });
    press({ key: 'U', shiftKey: true });
    press({ key: '?', shiftKey: true });
    expect(runs).toEqual(['U', 'Shift+U', '?']);
  });

  it('reads sequences', () => {
    add('G I');
    add('I');
    press({ key: 'g' });
    press({ key: 'i' });
    press({ key: 'i' });
    expect(runs).toEqual(['G I', 'I']);
  });

  it('leaves single keys to text fields, but not Ctrl', () => {
    add('E');
    add('Ctrl+K');
    const field = document.createElement('input');
    document.body.append(field);
    press({ key: 'e' }, field);
    press({ key: 'k', ctrlKey: true }, field);
    expect(runs).toEqual(['Ctrl+K']);
  });

  it('is silent under a dialog, while composing, and with single keys off', () => {
    add('E');
    press({ key: 'e', isComposing: true });
    shortcuts.singleKeys.set(false);
    press({ key: 'e' });
    shortcuts.singleKeys.set(true);
    const dialog = document.createElement('div');
    dialog.setAttribute('aria-modal', 'true');
    document.body.append(dialog);
    press({ key: 'e' });
    expect(runs).toEqual([]);
  });

  it('forgets a shortcut with the context that registered it', () => {
    const child = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
    runInInjectionContext(child, () => shortcuts.register({ keys: 'E', label: 'E', group: 'Test', run: () => runs.push('E') }));
    press({ key: 'e' });
    child.destroy();
    press({ key: 'e' });
    expect(runs).toEqual(['E']);
    expect(shortcuts.all()).toEqual([]);
  });
});

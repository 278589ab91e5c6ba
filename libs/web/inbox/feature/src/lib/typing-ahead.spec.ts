import { TestBed } from '@angular/core/testing';
import { Shortcuts } from '@mailtrixy/web/shared/util';
import { TypingAhead } from './typing-ahead';

describe('TypingAhead', () => {
  let ahead: TypingAhead;
  let shortcuts: Shortcuts;
  const runs: string[] = [];
  const add = (keys: string) => TestBed.runInInjectionContext(() => shortcuts.register({ keys, label: keys, group: 'Test', run: () => runs.push(keys) }));
  const press = (init: KeyboardEventInit) => document.body.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }));

  beforeEach(() => {
    runs.length = 0;
    document.body.replaceChildren();
    TestBed.configureTestingModule({ providers: [TypingAhead] });
    shortcuts = TestBed.inject(Shortcuts);
    ahead = TestBed.inject(TypingAhead);
  });

  const field = () => document.body.appendChild(document.createElement('textarea'));

  it('keeps what is typed for it, and runs no shortcut', () => {
    add('E');
    const arrived = ahead.begin();
    for (const key of ['E', 'a', 'x', 'Backspace', 's', 'y', 'Enter']) expect(press({ key })).toBe(false);
    const box = field();
    arrived(box);
    expect(box.value).toBe('Easy');
    expect(document.activeElement).toBe(box);
    press({ key: 'e' });
    expect(runs).toEqual(['E']);
  });

  it('lets go on Escape, when no field comes, after three seconds, and for keys with Ctrl', () => {
    add('E');
    add('Ctrl+K');
    ahead.begin();
    press({ key: 'k', ctrlKey: true });
    press({ key: 'Escape' });
    press({ key: 'e' });
    ahead.begin()(null);
    press({ key: 'e' });
    const now = jest.spyOn(Date, 'now');
    now.mockReturnValue(1_000);
    const late = ahead.begin();
    now.mockReturnValue(4_001);
    press({ key: 'e' });
    now.mockRestore();
    expect(runs).toEqual(['Ctrl+K', 'E', 'E', 'E']);
    const box = field();
    late(box);
    expect(box.value).toBe('');
  });

  it('an earlier field gets nothing of what is meant for a later one', () => {
    const first = ahead.begin();
    press({ key: 'a' });
    const second = ahead.begin();
    press({ key: 'b' });
    const [one, two] = [field(), field()];
    first(one);
    second(two);
    expect([one.value, two.value]).toEqual(['', 'b']);
  });
});

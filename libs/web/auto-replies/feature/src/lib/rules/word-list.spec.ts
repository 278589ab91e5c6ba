import { TestBed } from '@angular/core/testing';
import { WordList } from './word-list';

async function render(words: string[] = []) {
  const fixture = TestBed.createComponent(WordList);
  fixture.componentRef.setInput('label', 'Words');
  fixture.componentRef.setInput('words', words);
  await fixture.whenStable();
  const box = (fixture.nativeElement as HTMLElement).querySelector('input') as HTMLInputElement;
  const press = (key: string): KeyboardEvent => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
    box.dispatchEvent(event);
    return event;
  };
  const paste = (text: string): Event => {
    const event = Object.assign(new Event('paste', { bubbles: true, cancelable: true }), { clipboardData: { getData: () => text } });
    box.dispatchEvent(event);
    return event;
  };
  return { box, press, paste, words: () => [...fixture.componentInstance.words()] };
}

describe('words as chips', () => {
  it('takes a phrase with a comma: only Enter ends it', async () => {
    const { box, press, words } = await render();
    box.value = 'Hi';
    expect(press(',').defaultPrevented).toBe(false);
    expect([words(), box.value]).toEqual([[], 'Hi']);
    box.value = 'Hi, I saw your ad';
    press('Enter');
    expect([words(), box.value]).toEqual([['Hi, I saw your ad'], '']);
  });

  it('leaves the paste of one line to the browser, whatever is in it', async () => {
    const { paste, words } = await render();
    expect(paste('Hi, I saw your ad').defaultPrevented).toBe(false);
    expect(words()).toEqual([]);
  });

  it('takes a pasted list line by line, each word once', async () => {
    const { paste, words } = await render(['refund']);
    expect(paste('Refund\r\nmoney back, please\r\n\n  return \n').defaultPrevented).toBe(true);
    expect(words()).toEqual(['refund', 'money back, please', 'return']);
  });

  it('loses nothing of what was typed before the paste', async () => {
    const { box, paste, words } = await render();
    box.value = 'my ';
    paste('order\nprice');
    expect([words(), box.value]).toEqual([['my order', 'price'], '']);
  });

  it('takes the last one away with Backspace in the empty field', async () => {
    const { press, words } = await render(['a', 'b']);
    press('Backspace');
    expect(words()).toEqual(['a']);
  });
});

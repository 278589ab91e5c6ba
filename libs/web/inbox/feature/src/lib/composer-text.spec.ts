import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { ComposerText } from './composer-text';

@Component({
  selector: 'mx-composer-host',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ComposerText],
  template: `<mx-composer-text label="Reply" [(text)]="text" [sendKey]="sendKey()" (send)="sends = sends + 1" />`,
})
class Host {
  readonly text = signal('Hello');
  readonly sendKey = signal<'enter' | 'ctrl-enter'>('enter');
  sends = 0;
}

async function field() {
  const fixture = TestBed.createComponent(Host);
  await fixture.whenStable();
  const area = fixture.nativeElement.querySelector('textarea') as HTMLTextAreaElement;
  const press = (init: KeyboardEventInit) => {
    const event = new KeyboardEvent('keydown', { key: 'Enter', cancelable: true, bubbles: true, ...init });
    area.dispatchEvent(event);
    return event.defaultPrevented;
  };
  return { fixture, area, host: fixture.componentInstance, press };
}

describe('ComposerText', () => {
  it('sends on Enter and breaks the line on Shift+Enter', async () => {
    const { host, press } = await field();
    expect(press({})).toBe(true);
    expect(press({ shiftKey: true })).toBe(false);
    expect(host.sends).toBe(1);
  });

  it('is empty once it is sent, also when the page was not drawn between the typing and the Enter', async () => {
    const { host, area, fixture, press } = await field();
    host.text.set('');
    await fixture.whenStable();
    area.value = 'On its way';
    area.dispatchEvent(new Event('input'));
    expect(host.text()).toBe('On its way');
    press({});
    host.text.set('');
    await fixture.whenStable();
    expect(area.value).toBe('');
    area.value = 'N';
    area.dispatchEvent(new Event('input'));
    await fixture.whenStable();
    expect([area.value, host.text()]).toEqual(['N', 'N']);
  });

  it('never sends the Enter that ends an IME composition', async () => {
    const { host, press } = await field();
    expect(press({ isComposing: true })).toBe(false);
    expect(press({ keyCode: 229 } as KeyboardEventInit)).toBe(false);
    expect(host.sends).toBe(0);
  });

  it('swaps the keys by preference; Ctrl+Enter always sends', async () => {
    const { host, press, fixture } = await field();
    press({ ctrlKey: true });
    expect(host.sends).toBe(1);
    host.sendKey.set('ctrl-enter');
    await fixture.whenStable();
    expect(press({})).toBe(false);
    expect(press({ metaKey: true })).toBe(true);
    expect(host.sends).toBe(2);
  });

  it('leaves Ctrl+Alt+Enter to the AI draft and Ctrl+Shift+Enter to others: what was typed stays', async () => {
    const { host, press } = await field();
    for (const init of [{ ctrlKey: true, altKey: true }, { metaKey: true, altKey: true }, { ctrlKey: true, shiftKey: true }, { altKey: true }]) expect(press(init)).toBe(false);
    host.sendKey.set('ctrl-enter');
    expect(press({ ctrlKey: true, altKey: true })).toBe(false);
    expect(host.sends).toBe(0);
  });

  it('sends once however long the key is held', async () => {
    const { host, press } = await field();
    press({});
    expect(press({ repeat: true })).toBe(true);
    expect(host.sends).toBe(1);
  });

  it('hands the text on as it is typed', async () => {
    const { area, host } = await field();
    area.value = 'Hello there';
    area.dispatchEvent(new Event('input'));
    expect(host.text()).toBe('Hello there');
  });
});

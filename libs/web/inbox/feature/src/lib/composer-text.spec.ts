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

  it('hands the text on as it is typed', async () => {
    const { area, host } = await field();
    area.value = 'Hello there';
    area.dispatchEvent(new Event('input'));
    expect(host.text()).toBe('Hello there');
  });
});

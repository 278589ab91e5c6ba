import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import type { ComponentFixture } from '@angular/core/testing';
import { TestBed } from '@angular/core/testing';
import { Button } from './button';
import type { MenuEntry } from './menu';
import { Menu } from './menu';
import { MenuTrigger } from './menu-trigger';

@Component({
  selector: 'mx-test-host',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Menu, MenuTrigger],
  template: `
    <button mx-button type="button" [mxMenuTriggerFor]="menu" (mxMenuClosed)="closed.update(plus)">Open</button>
    <ng-template #menu><mx-menu label="Acts" [entries]="entries()" (picked)="picked.set($event)" /></ng-template>
  `,
})
class Host {
  readonly entries = signal<MenuEntry[]>([
    { value: 'assign', label: 'Assign…' },
    { value: 'snooze', label: 'Snooze', disabled: true },
    { value: 'block', label: 'Block', danger: true },
    { value: 'mine', label: 'Mine only', checked: true },
  ]);
  readonly picked = signal('');
  readonly closed = signal(0);
  readonly plus = (count: number) => count + 1;
}

describe('Menu', () => {
  let fixture: ComponentFixture<Host>;
  let opener: HTMLButtonElement;
  const menu = () => document.querySelector<HTMLElement>('[role="menu"]');
  const focused = () => document.activeElement?.textContent?.trim();
  const press = async (key: string) => {
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    await fixture.whenStable();
  };

  beforeEach(async () => {
    fixture = TestBed.createComponent(Host);
    document.body.append(fixture.nativeElement);
    await fixture.whenStable();
    opener = fixture.nativeElement.querySelector('button');
    opener.focus();
  });
  afterEach(() => fixture.destroy());

  it('opens on click with the first entry focused, named and announced as open', async () => {
    opener.click();
    await fixture.whenStable();
    expect(menu()?.getAttribute('aria-label')).toBe('Acts');
    expect(opener.getAttribute('aria-haspopup')).toBe('menu');
    expect(opener.getAttribute('aria-expanded')).toBe('true');
    expect(focused()).toBe('Assign…');
  });

  it('closes without an error when the window changes its size', async () => {
    const failed = jest.fn();
    window.addEventListener('error', failed);
    opener.click();
    await fixture.whenStable();
    window.dispatchEvent(new Event('resize'));
    window.removeEventListener('error', failed);
    expect(failed).not.toHaveBeenCalled();
    expect(menu()).toBeNull();
  });

  it('stays where something else scrolls, as a thread does when a message comes in', async () => {
    const thread = document.body.appendChild(document.createElement('div'));
    opener.click();
    await fixture.whenStable();
    thread.dispatchEvent(new Event('scroll'));
    thread.remove();
    expect(menu()).not.toBeNull();
  });

  it('goes along when its opener is scrolled, and closes once that is out of sight', async () => {
    const pane: HTMLElement = fixture.nativeElement;
    const at = (top: number) => new DOMRect(40, top, 80, 30);
    pane.getBoundingClientRect = () => new DOMRect(0, 0, 400, 300);
    opener.getBoundingClientRect = () => at(200);
    opener.click();
    await fixture.whenStable();
    const layer = menu()?.closest<HTMLElement>('.mx-menu-layer');
    const before = parseFloat(layer?.style.top ?? '');
    opener.getBoundingClientRect = () => at(150);
    pane.dispatchEvent(new Event('scroll'));
    expect(parseFloat(layer?.style.top ?? '')).toBe(before - 50);
    expect(focused()).toBe('Assign…');
    opener.getBoundingClientRect = () => at(-31);
    pane.dispatchEvent(new Event('scroll'));
    expect(menu()).toBeNull();
  });

  it('opens at its last entry with arrow up', async () => {
    await press('ArrowUp');
    expect(focused()).toBe('Mine only');
  });

  it('moves with the arrows round the ends, with Home, End and letters', async () => {
    opener.click();
    await press('ArrowUp');
    expect(focused()).toBe('Mine only');
    await press('Home');
    expect(focused()).toBe('Assign…');
    await press('End');
    expect(focused()).toBe('Mine only');
    await press('b');
    expect(focused()).toBe('Block');
  });

  it('picks once, closes, and gives the focus back', async () => {
    opener.click();
    menu()?.querySelectorAll('button')[2].click();
    await fixture.whenStable();
    expect(fixture.componentInstance.picked()).toBe('block');
    expect(fixture.componentInstance.closed()).toBe(1);
    expect(menu()).toBeNull();
    expect(document.activeElement).toBe(opener);
  });

  it('does not pick a disabled entry', async () => {
    opener.click();
    menu()?.querySelectorAll('button')[1].click();
    expect(fixture.componentInstance.picked()).toBe('');
    expect(menu()).not.toBeNull();
  });

  it('marks checkable entries', () => {
    opener.click();
    const item = menu()?.querySelector('[role="menuitemcheckbox"]');
    expect(item?.getAttribute('aria-checked')).toBe('true');
  });

  it('closes on Escape without letting a dialog under it hear the key', async () => {
    const heard = jest.fn();
    document.body.addEventListener('keydown', heard);
    opener.click();
    await press('Escape');
    document.body.removeEventListener('keydown', heard);
    expect(menu()).toBeNull();
    expect(heard).not.toHaveBeenCalled();
    expect(document.activeElement).toBe(opener);
  });

  it('closes on a press outside and leaves the focus there', async () => {
    opener.click();
    document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }));
    await fixture.whenStable();
    expect(menu()).toBeNull();
  });

  it('goes away with its opener', () => {
    opener.click();
    fixture.destroy();
    expect(menu()).toBeNull();
  });
});

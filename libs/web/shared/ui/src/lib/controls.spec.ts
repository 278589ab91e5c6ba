import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { FormField, required } from '@mailtrixy/web/shared/util';
import { Badge } from './badge';
import { Button } from './button';
import { Checkbox } from './checkbox';
import { Field } from './field';
import { IconButton } from './icon-button';
import { Input } from './input';
import { Password } from './password';
import { Select } from './select';
import { Switch } from './switch';
import { Tab, Tabs } from './tabs';

async function mount<T>(type: new () => T): Promise<{ host: T; root: HTMLElement; settle: () => Promise<void> }> {
  const fixture = TestBed.createComponent(type);
  document.body.replaceChildren(fixture.nativeElement);
  await fixture.whenStable();
  return { host: fixture.componentInstance, root: fixture.nativeElement, settle: () => fixture.whenStable() as Promise<void> };
}

@Component({
  selector: 'mx-test-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Field, Input, Password, Select],
  template: `
    <form (submit)="submitted.set(submitted() + 1); $event.preventDefault()">
      <mx-field label="Name" hint="As colleagues know you" required [field]="name"><input mxInput /></mx-field>
      <mx-field label="Password" [field]="password"><mx-password /></mx-field>
      <mx-field label="Zone" [field]="zone"><mx-select [options]="zones" /></mx-field>
      <button mx-button type="submit" [loading]="busy()">Save</button>
    </form>
  `,
})
class FormHost {
  readonly name = new FormField('Ana', required('Enter your name.'));
  readonly password = new FormField('');
  readonly zone = new FormField('b');
  readonly zones = [
    { value: 'a', label: 'A' },
    { value: 'b', label: 'B' },
  ];
  readonly busy = signal(false);
  readonly submitted = signal(0);
}

describe('Field with controls', () => {
  it('names and describes the control, and swaps the hint for the error', async () => {
    const { host, root, settle } = await mount(FormHost);
    const input = root.querySelector('input') as HTMLInputElement;
    const described = () => root.querySelector(`#${input.getAttribute('aria-describedby')}`)?.textContent?.trim();
    expect(root.querySelector('label')?.htmlFor).toBe(input.id);
    expect(input.value).toBe('Ana');
    expect(described()).toBe('As colleagues know you');
    input.value = '';
    input.dispatchEvent(new Event('input'));
    await settle();
    expect(input.hasAttribute('aria-invalid')).toBe(false);
    input.dispatchEvent(new Event('blur'));
    await settle();
    expect(input.getAttribute('aria-invalid')).toBe('true');
    expect(described()).toBe('Enter your name.');
    host.name.value.set('Tom');
    await settle();
    expect(input.value).toBe('Tom');
    expect(input.hasAttribute('aria-invalid')).toBe(false);
  });

  it('binds password and select through the same field', async () => {
    const { host, root, settle } = await mount(FormHost);
    const password = root.querySelector('input[type="password"]') as HTMLInputElement;
    password.value = 'secret';
    password.dispatchEvent(new Event('input'));
    expect(host.password.value()).toBe('secret');
    (root.querySelector('[aria-label="Show password"]') as HTMLElement).click();
    await settle();
    expect(password.type).toBe('text');
    const select = root.querySelector('select') as HTMLSelectElement;
    expect(select.value).toBe('b');
    select.value = 'a';
    select.dispatchEvent(new Event('change'));
    expect(host.zone.value()).toBe('a');
  });

  it('a loading button does not submit again', async () => {
    const { host, root, settle } = await mount(FormHost);
    const button = root.querySelector('button[type="submit"]') as HTMLButtonElement;
    button.click();
    host.busy.set(true);
    await settle();
    button.click();
    expect(host.submitted()).toBe(1);
    expect(button.getAttribute('aria-busy')).toBe('true');
  });
});

@Component({
  selector: 'mx-test-toggles',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Badge, Checkbox, IconButton, Switch],
  template: `
    <mx-switch [(checked)]="on">Read receipts</mx-switch>
    <mx-checkbox [(checked)]="test" [mixed]="mixed()">Test first</mx-checkbox>
    <button mx-icon-button type="button" label="Resolve" keys="E" [pressed]="on()"></button>
    <mx-badge [count]="count()" unit="unread" />
  `,
})
class TogglesHost {
  readonly on = signal(false);
  readonly test = signal(false);
  readonly mixed = signal(true);
  readonly count = signal(120);
}

describe('toggles', () => {
  it('a switch is a switch and two-way', async () => {
    const { host, root, settle } = await mount(TogglesHost);
    const input = root.querySelector('[role="switch"]') as HTMLInputElement;
    expect(input.closest('label')?.textContent?.trim()).toBe('Read receipts');
    input.click();
    await settle();
    expect(host.on()).toBe(true);
    host.on.set(false);
    await settle();
    expect(input.checked).toBe(false);
  });

  it('a mixed checkbox says so', async () => {
    const { root } = await mount(TogglesHost);
    expect((root.querySelector('mx-checkbox input') as HTMLInputElement).indeterminate).toBe(true);
  });

  it('an icon button has a name and a pressed state', async () => {
    const { root } = await mount(TogglesHost);
    const button = root.querySelector('[mx-icon-button]');
    expect(button?.getAttribute('aria-label')).toBe('Resolve');
    expect(button?.getAttribute('aria-pressed')).toBe('false');
  });

  it('a badge shows 99+, tells the number, and hides at 0', async () => {
    const { host, root, settle } = await mount(TogglesHost);
    const badge = root.querySelector('mx-badge');
    expect(badge?.textContent).toBe('99+120 unread');
    host.count.set(0);
    await settle();
    expect(badge?.hasAttribute('hidden')).toBe(true);
  });
});

@Component({
  selector: 'mx-test-tabs',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Tab, Tabs],
  template: `
    <mx-tabs label="Reply or note" [(selected)]="tab">
      <ng-template mxTab="reply" label="Reply">Reply panel</ng-template>
      <ng-template mxTab="note" label="Note">Note panel</ng-template>
    </mx-tabs>
  `,
})
class TabsHost {
  readonly tab = signal<string | undefined>('reply');
}

describe('Tabs', () => {
  it('shows one panel, linked to its tab, and follows the arrow keys', async () => {
    const { host, root, settle } = await mount(TabsHost);
    const tabs = Array.from(root.querySelectorAll<HTMLElement>('[role="tab"]'));
    expect(tabs.map((tab) => tab.getAttribute('aria-selected'))).toEqual(['true', 'false']);
    const panel = document.getElementById(tabs[0].getAttribute('aria-controls') ?? '');
    expect(panel?.textContent?.trim()).toBe('Reply panel');
    tabs[0].focus();
    tabs[0].dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
    await settle();
    expect(host.tab()).toBe('note');
    expect(root.textContent).toContain('Note panel');
  });
});

import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import type { ComponentFixture } from '@angular/core/testing';
import { TestBed } from '@angular/core/testing';
import { SecretField } from './secret-field';

@Component({
  selector: 'mx-test-host',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [SecretField],
  template: `<mx-secret-field label="App Secret" meta="set 12 Nov by Ana" [last4]="last4()" [busy]="busy()" [(value)]="value" [(editing)]="editing" (replaced)="replaced.set($event)" />`,
})
class Host {
  readonly last4 = signal<string | null>('a91f');
  readonly busy = signal(false);
  readonly value = signal('');
  readonly editing = signal(false);
  readonly replaced = signal('');
}

describe('SecretField', () => {
  let fixture: ComponentFixture<Host>;
  let host: Host;
  const root = () => fixture.nativeElement as HTMLElement;
  const box = () => root().querySelector('input');
  const button = (name: string) => Array.from(root().querySelectorAll('button')).find((one) => (one.getAttribute('aria-label') ?? one.textContent ?? '').trim().startsWith(name));
  const type = async (text: string) => {
    const input = box() as HTMLInputElement;
    input.value = text;
    input.dispatchEvent(new Event('input'));
    await fixture.whenStable();
  };
  const paste = async (text: string) => {
    const event = Object.assign(new Event('paste', { bubbles: true, cancelable: true }), { clipboardData: { getData: () => text } });
    box()?.dispatchEvent(event);
    await fixture.whenStable();
  };

  beforeEach(async () => {
    fixture = TestBed.createComponent(Host);
    host = fixture.componentInstance;
    document.body.append(root());
    await fixture.whenStable();
  });
  afterEach(() => fixture.destroy());

  it('shows only the last four characters of a stored secret', () => {
    expect(root().textContent).toContain('••••••••a91f');
    expect(root().textContent).toContain('set 12 Nov by Ana');
    expect(box()).toBeNull();
  });

  it('opens an empty, hidden input with the focus on Replace', async () => {
    button('Replace App Secret')?.click();
    await fixture.whenStable();
    expect(box()?.type).toBe('password');
    expect(box()?.value).toBe('');
    expect(document.activeElement).toBe(box());
  });

  it('strips spaces, line breaks and quotes from what is pasted', async () => {
    host.editing.set(true);
    await fixture.whenStable();
    await paste(' "0123 abcd\n" ');
    expect(host.value()).toBe('0123abcd');
  });

  it('emits the new secret once, and not while one is being saved', async () => {
    host.editing.set(true);
    await fixture.whenStable();
    await type('new-secret');
    button('Save')?.click();
    expect(host.replaced()).toBe('new-secret');
    host.replaced.set('');
    host.busy.set(true);
    await fixture.whenStable();
    button('Save')?.click();
    expect(host.replaced()).toBe('');
  });

  it('forgets what was typed on Cancel and when the owner ends the editing', async () => {
    host.editing.set(true);
    await fixture.whenStable();
    await type('half');
    button('Cancel')?.click();
    await fixture.whenStable();
    expect(host.editing()).toBe(false);
    expect(host.value()).toBe('');
    expect(box()).toBeNull();
  });

  it('is a plain input when nothing is stored', async () => {
    host.last4.set(null);
    await fixture.whenStable();
    expect(box()).not.toBeNull();
    expect(button('Save')).toBeUndefined();
    await type('EAAB');
    expect(host.value()).toBe('EAAB');
  });

  it('shows and hides what is typed', async () => {
    host.last4.set(null);
    await fixture.whenStable();
    button('Show App Secret')?.click();
    await fixture.whenStable();
    expect(box()?.type).toBe('text');
  });
});

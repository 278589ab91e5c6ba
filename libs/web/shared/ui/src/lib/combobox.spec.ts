import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import type { ComponentFixture } from '@angular/core/testing';
import { TestBed } from '@angular/core/testing';
import { Combobox } from './combobox';

@Component({
  selector: 'mx-test-host',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Combobox],
  template: `<mx-combobox label="Assignee" [options]="people" [(value)]="value" (queried)="queried.set($event)" />`,
})
class Host {
  readonly people = [
    { value: 'u1', label: 'Ana Ruiz' },
    { value: 'u2', label: 'Tom Becker', words: 'support' },
    { value: 'u3', label: 'Tara Lind' },
  ];
  readonly value = signal<string | null>('u1');
  readonly queried = signal('');
}

describe('Combobox', () => {
  let fixture: ComponentFixture<Host>;
  const box = () => (fixture.nativeElement as HTMLElement).querySelector('input') as HTMLInputElement;
  const options = () => Array.from(document.querySelectorAll<HTMLElement>('[role="option"]'));
  const type = async (text: string) => {
    box().value = text;
    box().dispatchEvent(new InputEvent('input', { bubbles: true }));
    await fixture.whenStable();
  };
  const press = async (key: string) => {
    box().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    await fixture.whenStable();
  };

  beforeEach(async () => {
    Element.prototype.scrollIntoView ??= () => undefined;
    fixture = TestBed.createComponent(Host);
    document.body.append(fixture.nativeElement);
    await fixture.whenStable();
    box().focus();
  });
  afterEach(() => fixture.destroy());

  it('shows the label of its value and is a named combobox', () => {
    expect(box().value).toBe('Ana Ruiz');
    expect(box().getAttribute('role')).toBe('combobox');
    expect(box().getAttribute('aria-label')).toBe('Assignee');
  });

  it('filters by label and by other words while typing', async () => {
    await type('t');
    expect(options().map((option) => option.textContent?.trim())).toEqual(['Tom Becker', 'Tara Lind']);
    await type('supp');
    expect(options().map((option) => option.textContent?.trim())).toEqual(['Tom Becker']);
    expect(fixture.componentInstance.queried()).toBe('supp');
  });

  it('picks with arrow and Enter', async () => {
    await type('tara');
    await press('ArrowDown');
    await press('Enter');
    expect(fixture.componentInstance.value()).toBe('u3');
    expect(box().value).toBe('Tara Lind');
  });

  it('picks with the pointer', async () => {
    await type('t');
    options()[1].dispatchEvent(new Event('pointerup', { bubbles: true }));
    await fixture.whenStable();
    expect(fixture.componentInstance.value()).toBe('u3');
    expect(box().value).toBe('Tara Lind');
    expect(box().getAttribute('aria-expanded')).toBe('false');
  });

  it('says when nothing matches', async () => {
    await type('zzz');
    expect(document.querySelector('.mx-combobox__none')?.textContent).toContain('No match');
  });
});

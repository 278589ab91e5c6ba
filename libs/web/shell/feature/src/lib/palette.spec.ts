import { DialogRef } from '@angular/cdk/dialog';
import type { ComponentFixture } from '@angular/core/testing';
import { TestBed } from '@angular/core/testing';
import { Commands } from '@mailtrixy/web/shared/util';
import { Palette } from './palette';

describe('Palette', () => {
  let fixture: ComponentFixture<Palette>;
  const close = jest.fn();
  const ran: string[] = [];
  const box = () => (fixture.nativeElement as HTMLElement).querySelector('input') as HTMLInputElement;
  const rows = () => Array.from((fixture.nativeElement as HTMLElement).querySelectorAll('[role="option"]'), (row) => row.querySelector('.mx-trunc')?.textContent);
  const type = async (text: string) => {
    box().value = text;
    box().dispatchEvent(new Event('input'));
    await fixture.whenStable();
    await fixture.whenStable();
  };
  const press = async (key: string) => {
    box().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    await fixture.whenStable();
  };

  beforeEach(async () => {
    localStorage.clear();
    ran.length = 0;
    close.mockReset();
    TestBed.configureTestingModule({ providers: [{ provide: DialogRef, useValue: { close } }] });
    const commands = TestBed.inject(Commands);
    TestBed.runInInjectionContext(() => {
      commands.register(() => [
        { id: 'inbox', label: 'Inbox', section: 'Go to', run: () => ran.push('inbox') },
        { id: 'assign', label: 'Assign…', section: 'This conversation', children: () => [{ id: 'ana', label: 'Ana', section: 'Assign', run: () => ran.push('ana') }] },
      ]);
      commands.register(async (query) => (query === 'ma' ? [{ id: 'maya', label: 'Maya Chen', section: 'Conversations', run: () => ran.push('maya') }] : []));
    });
    fixture = TestBed.createComponent(Palette);
    await fixture.whenStable();
  });

  it('runs the highlighted row and closes', async () => {
    await type('inb');
    await press('Enter');
    expect(ran).toEqual(['inbox']);
    expect(close).toHaveBeenCalled();
  });

  it('points to the active row and moves round the ends', async () => {
    expect(box().getAttribute('aria-activedescendant')).toBe('mx-palette-0');
    await press('ArrowUp');
    expect(box().getAttribute('aria-activedescendant')).toBe('mx-palette-1');
  });

  it('goes into a step and back with Backspace', async () => {
    await type('assign');
    await press('Enter');
    expect(rows()).toEqual(['Ana']);
    await press('Backspace');
    expect(rows()).toEqual(['Inbox', 'Assign…']);
  });

  it('appends what the server found', async () => {
    await type('ma');
    expect(rows()).toEqual(['Maya Chen']);
  });
});

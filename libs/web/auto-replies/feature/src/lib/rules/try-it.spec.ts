import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { TryRulesResult } from '@mailtrixy/shared/dto';
import { RulesStore, newDraft } from '@mailtrixy/web/auto-replies/data-access';
import { DirectoryStore, LabelsStore } from '@mailtrixy/web/inbox/data-access';
import { TryIt } from './try-it';

const NOTHING: TryRulesResult = { language: 'en', steps: [], replies: [], handedToAi: false };

describe('TryIt', () => {
  const tryOut = jest.fn();
  async function render() {
    tryOut.mockReset().mockResolvedValue(NOTHING);
    TestBed.configureTestingModule({
      providers: [
        { provide: RulesStore, useValue: { tryOut, hours: signal({ timeZone: 'Europe/Berlin', enabled: true }) } },
        { provide: DirectoryStore, useValue: { channels: signal([{ id: 'c1', name: 'WhatsApp EU' }]) } },
        { provide: LabelsStore, useValue: { all: signal([{ id: 'l1', name: 'VIP' }]), find: () => ({ id: 'l1', name: 'VIP' }) } },
      ],
    });
    const fixture = TestBed.createComponent(TryIt);
    fixture.componentRef.setInput('ruleId', 'r1');
    fixture.componentRef.setInput('draft', newDraft({ enabled: true }));
    fixture.componentRef.setInput('changed', false);
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    const part = <T extends HTMLElement>(id: string): T => {
      const found = element.querySelector<T>(`[data-testid="${id}"]`);
      if (!found) throw new Error(`There is no ${id}`);
      return found;
    };
    const choose = async (id: string, value: string) => {
      const select = part(id).querySelector('select') as HTMLSelectElement;
      expect([...select.options].map((option) => option.value)).toContain(value);
      select.value = value;
      select.dispatchEvent(new Event('change'));
      await fixture.whenStable();
    };
    const write = async (box: HTMLInputElement, text: string) => {
      box.value = text;
      box.dispatchEvent(new Event('input'));
      await fixture.whenStable();
    };
    const run = async () => {
      ([...element.querySelectorAll('button')].find((button) => button.textContent?.trim() === 'Try') as HTMLElement).click();
      await fixture.whenStable();
      return tryOut.mock.calls.at(-1)?.[0] as unknown;
    };
    return { element, part, choose, write, run };
  }

  it('tries what no text says: whether it is the first message, when, in which language', async () => {
    const { element, part, choose, write, run } = await render();
    await write(part('try-text'), 'Anybody there?');
    expect(await run()).toMatchObject({ text: 'Anybody there?', firstMessage: false, mediaKind: null, buttonId: null });
    expect(part('try-more').querySelector('summary')?.textContent).toContain('a text, not their first, now');
    await choose('try-first', 'yes');
    await choose('try-when', 'at');
    await write(element.querySelector('input[type="datetime-local"]') as HTMLInputElement, '2026-11-30T20:15');
    await choose('try-language', 'de');
    expect(await run()).toMatchObject({ firstMessage: true, at: '2026-11-30T19:15:00.000Z', language: 'de' });
    expect(part('try-more').querySelector('summary')?.textContent).toContain('their first');
  });

  it('tries a file without words, and the press of a button by its id', async () => {
    const { part, choose, write, run } = await render();
    await choose('try-kind', 'voice');
    expect(await run()).toMatchObject({ text: '', mediaKind: 'voice' });
    await choose('try-kind', 'button');
    await write(part('try-button').querySelector('input') as HTMLInputElement, 'track');
    expect(await run()).toMatchObject({ mediaKind: null, buttonId: 'track' });
  });

  it('says the newest answer only, and nothing while there is nothing to try', async () => {
    const { element, part, write, run } = await render();
    await write(part('try-text'), 'Hi');
    tryOut.mockResolvedValue({ ...NOTHING, steps: [{ ruleId: 'r1', name: 'Greeting', matched: true, words: 'Every message matches.', ranges: [], actions: [] }] });
    await run();
    expect(element.textContent).toContain('Greeting runs');
    await write(part('try-text'), '');
    expect(element.textContent).not.toContain('Greeting runs');
  });
});

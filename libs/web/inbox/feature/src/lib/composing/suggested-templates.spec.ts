import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { TemplateSummary } from '@mailtrixy/shared/dto';
import { TemplatesStore } from '@mailtrixy/web/templates/data-access';
import { SuggestedTemplates } from './suggested-templates';

const one = (id: string, given: Partial<TemplateSummary>) => ({ id, name: id, language: 'en', body: '', category: 'UTILITY', notSendable: null, deletedAt: null, favourite: false, usedAt: null, ...given }) as TemplateSummary;

it('suggests what is marked, then what was sent last, and nothing that cannot go to this person', async () => {
  const items = [
    one('never', {}),
    one('old', { usedAt: '2026-11-01T10:00:00.000Z' }),
    one('new', { usedAt: '2026-11-20T10:00:00.000Z' }),
    one('paused', { favourite: true, notSendable: 'Paused' }),
    one('sale', { favourite: true, category: 'MARKETING' }),
  ];
  const store = { list: () => ({ value: signal({ items }) }), load: jest.fn() };
  TestBed.configureTestingModule({ providers: [{ provide: TemplatesStore, useValue: store }] });
  const fixture = TestBed.createComponent(SuggestedTemplates);
  fixture.componentRef.setInput('channelId', 'ch1');
  const picked: string[] = [];
  fixture.componentInstance.picked.subscribe((id) => picked.push(id));
  await fixture.whenStable();
  const names = () => [...(fixture.nativeElement as HTMLElement).querySelectorAll<HTMLElement>('button')].map((button) => button.firstElementChild?.textContent);
  expect(store.load).toHaveBeenCalledWith('ch1');
  expect(names()).toEqual(['sale', 'new']);
  fixture.componentRef.setInput('optedOut', true);
  await fixture.whenStable();
  expect(names()).toEqual(['new', 'old']);
  (fixture.nativeElement as HTMLElement).querySelector('button')?.click();
  expect(picked).toEqual(['new']);
});
